import * as v from 'valibot';

/** The stages of the pipeline, in order, as they are named on the wire. */
export const STAGES = ['planning', 'script', 'tts', 'visuals', 'compose', 'render', 'finalize'] as const;

export const StageSchema = v.picklist(STAGES);
export type Stage = v.InferOutput<typeof StageSchema>;

export const PhaseSchema = v.picklist(['plan', 'tts', 'visuals', 'compose', 'render', 'complete']);
export type Phase = v.InferOutput<typeof PhaseSchema>;

/** The share of the whole that each stage has, in percent. The seven sum to 100. */
export type ShareTable = Readonly<Record<Stage, number>>;

/** Shares used until this machine has measured its own. */
export const DEFAULT_SHARES: ShareTable = {
  planning: 5,
  script: 20,
  tts: 30,
  visuals: 25,
  compose: 3,
  render: 12,
  finalize: 5,
};

/** Shares for servers that report only a phase: plan 0–15, tts 15–35, visuals 35–65, compose 65–85, render 85–100. */
export const PHASED_SHARES: ShareTable = {
  planning: 5,
  script: 10,
  tts: 20,
  visuals: 30,
  compose: 20,
  render: 13,
  finalize: 2,
};

/** What people read. */
export const STAGE_TITLES: Readonly<Record<Stage, string>> = {
  planning: 'Brief',
  script: 'Script',
  tts: 'Voice',
  visuals: 'Visuals',
  compose: 'Compose',
  render: 'Render',
  finalize: 'Finish',
};

export const STAGE_PHASES: Readonly<Record<Stage, Phase>> = {
  planning: 'plan',
  script: 'plan',
  tts: 'tts',
  visuals: 'visuals',
  compose: 'compose',
  render: 'render',
  finalize: 'complete',
};

const SYNONYMS: ReadonlyMap<string, Stage> = new Map<string, Stage>([
  ...STAGES.map((stage) => [stage, stage] as const),
  ['initialization', 'planning'],
  ['queued', 'planning'],
  ['brief', 'planning'],
  ['plan', 'planning'],
  ['audio', 'tts'],
  ['voice', 'tts'],
  ['images', 'visuals'],
  ['assets', 'visuals'],
  ['composition', 'compose'],
  ['timeline', 'compose'],
  ['rendering', 'render'],
  ['encode', 'render'],
  ['postprocess', 'finalize'],
  ['postprocessing', 'finalize'],
  ['post', 'finalize'],
  ['finish', 'finalize'],
  ['complete', 'finalize'],
  ['done', 'finalize'],
]);

/** Understands any server's name for a stage, in any case; `undefined` for an unknown one. */
export function parseStage(name: string): Stage | undefined {
  return SYNONYMS.get(name.trim().toLowerCase());
}

/**
 * Percent of the whole film job, 0–100, from the percent of each stage.
 * Stages may overlap; a stage that is not listed counts as 0.
 */
export function overallPercent(
  stagePercents: Partial<Readonly<Record<Stage, number>>>,
  shares: ShareTable = DEFAULT_SHARES,
): number {
  let sum = 0;
  for (const stage of STAGES) sum += (shares[stage] * clampPercent(stagePercents[stage] ?? 0)) / 100;
  return clampPercent(sum);
}

/** The first stage that is not finished; `finalize` when all are. */
export function currentStage(stagePercents: Partial<Readonly<Record<Stage, number>>>): Stage {
  return STAGES.find((stage) => (stagePercents[stage] ?? 0) < 100) ?? 'finalize';
}

/** Limits to 0–100; what is not a number counts as 0. */
export function clampPercent(percent: number): number {
  return percent > 0 ? Math.min(percent, 100) : 0;
}

/**
 * Seconds left if the work goes on as fast as so far: `elapsed / share done − elapsed`.
 * Absent at 0 and at 100 percent.
 */
export function etaSeconds(elapsedSeconds: number, percent: number): number | undefined {
  if (!(percent > 0) || percent >= 100) return undefined;
  return Math.max(0, elapsedSeconds / (percent / 100) - elapsedSeconds);
}

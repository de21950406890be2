import {
  clampPercent,
  overallPercent,
  parseStage,
  PHASED_SHARES,
  STAGES,
  type JobStatus,
  type Stage,
} from '../../protocol/protocol.ts';

const STATUSES: ReadonlyMap<string, JobStatus> = new Map([
  ['queued', 'Queued'],
  ['pending', 'Queued'],
  ['connecting', 'Running'],
  ['running', 'Running'],
  ['processing', 'Running'],
  // It holds still, but it is not over.
  ['paused', 'Running'],
  ['done', 'Done'],
  ['completed', 'Done'],
  ['succeeded', 'Done'],
  ['success', 'Done'],
  ['failed', 'Failed'],
  ['error', 'Failed'],
  ['canceled', 'Canceled'],
  ['cancelled', 'Canceled'],
]);

/** Any server's word for a status; `undefined` for an unknown one. */
export function parseStatus(text: string | undefined): JobStatus | undefined {
  return STATUSES.get(text?.trim().toLowerCase() ?? '');
}

/** The stage that a name or, failing that, a phase stands for. */
export function stageOf(...names: (string | undefined)[]): Stage | undefined {
  for (const name of names) {
    const stage = name === undefined ? undefined : parseStage(name);
    if (stage) return stage;
  }
  return undefined;
}

/** Where a stage begins on servers that report phases, percent of the whole. */
export function startOf(stage: Stage): number {
  const before = STAGES.slice(0, STAGES.indexOf(stage));
  return overallPercent(Object.fromEntries(before.map((done) => [done, 100])), PHASED_SHARES);
}

/** How far a stage is when the whole is at `percent`, 0–100: these servers report only the whole. */
export function percentWithin(stage: Stage, percent: number): number {
  return clampPercent(((percent - startOf(stage)) / PHASED_SHARES[stage]) * 100);
}

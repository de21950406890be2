import stringWidth from 'string-width';
import { STAGE_TITLES, type JobSnapshot, type StageProgress } from '../../protocol/protocol.ts';
import { count, duration, timeLeft } from './words.ts';

/** How a part of the frame is to be emphasised; mapped to terminal styles at the edge. */
export type Tone = 'plain' | 'bold' | 'dim' | 'accent' | 'ok' | 'bad' | 'warn';

/** A stretch of one line in one tone. */
export interface Span {
  text: string;
  tone: Tone;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const NAME_COLUMNS = 9;

/**
 * The live display of a job as lines of spans: title and percent, facts, seven stages, one line of life.
 * The number of lines depends only on the number of warnings shown, so that nothing jumps.
 *
 * @param columns width of the terminal
 * @param nowMs for the spinner and the age of the last sign of life
 */
export function progressFrame(snapshot: JobSnapshot, columns: number, nowMs: number): Span[][] {
  const width = Math.max(40, Math.min(columns, 100));
  const spinner = SPINNER[Math.floor(nowMs / 80) % SPINNER.length] ?? '·';
  return [
    [],
    spread(
      [{ text: clip(snapshot.title, width - 8), tone: 'bold' }],
      [{ text: `${Math.floor(snapshot.percent)} %`, tone: 'bold' }],
      width,
    ),
    spread(
      [{ text: clip(facts(snapshot), width - 20), tone: 'dim' }],
      [{ text: ending(snapshot), tone: 'dim' }],
      width,
    ),
    [],
    ...snapshot.stages.map((stage) => stageLine(stage, snapshot, spinner, width)),
    [],
    lifeLine(snapshot, spinner, width, nowMs),
    ...snapshot.warnings.slice(-3).map((warning): Span[] => [
      { text: '! ', tone: 'warn' },
      { text: clip(warning.message, width - 4), tone: 'plain' },
    ]),
  ].map((line) => (line.length === 0 ? line : [{ text: '  ', tone: 'plain' as const }, ...line]));
}

function facts(snapshot: JobSnapshot): string {
  const parts = [snapshot.scriptName];
  if (snapshot.film) {
    const { build, total } = snapshot.plan;
    parts.push(
      build === total ? count(total, 'scene') : `${build} of ${count(total, 'scene')} to build`,
      `${snapshot.film.width}×${snapshot.film.height}`,
      `${snapshot.film.fps} fps`,
    );
  }
  return parts.filter((part) => part !== undefined).join(' · ');
}

function ending(snapshot: JobSnapshot): string {
  if (snapshot.cancelling) return 'cancelling';
  if (snapshot.status === 'Queued') return 'waiting';
  if (snapshot.status === 'Running') return timeLeft(snapshot.etaSeconds);
  return snapshot.status.toLowerCase();
}

function stageLine(stage: StageProgress, snapshot: JobSnapshot, spinner: string, width: number): Span[] {
  const name = STAGE_TITLES[stage.stage].padEnd(NAME_COLUMNS);
  if (stage.skipped)
    return [
      { text: `– ${name}`, tone: 'dim' },
      { text: 'skipped', tone: 'dim' },
    ];
  if (stage.percent >= 100 && stage.durationMs !== undefined) {
    const time = stage.cached ? 'cached' : duration(stage.durationMs / 1000);
    return [
      { text: '✔ ', tone: 'ok' },
      { text: name, tone: 'plain' },
      { text: time, tone: 'dim' },
    ];
  }
  const failed = snapshot.status === 'Failed' && snapshot.stage === stage.stage;
  if (failed)
    return [
      { text: '✖ ', tone: 'bad' },
      { text: name, tone: 'bold' },
      { text: 'failed', tone: 'plain' },
    ];
  const started = stage.percent > 0 || snapshot.stage === stage.stage;
  if (!started || snapshot.status === 'Queued') return [{ text: `· ${name}`, tone: 'dim' }];
  const room = Math.min(40, width - NAME_COLUMNS - 24);
  const filled = Math.round((room * stage.percent) / 100);
  const items = stage.totalItems
    ? `${stage.currentItem ?? 0} of ${stage.totalItems}`
    : `${Math.floor(stage.percent)} %`;
  return [
    { text: `${spinner} `, tone: 'accent' },
    { text: name, tone: 'bold' },
    { text: '━'.repeat(filled), tone: 'accent' },
    { text: '━'.repeat(room - filled), tone: 'dim' },
    { text: `  ${items}`, tone: 'plain' },
  ];
}

function lifeLine(snapshot: JobSnapshot, spinner: string, width: number, nowMs: number): Span[] {
  const age = Math.max(0, (nowMs - Date.parse(snapshot.lastSign)) / 1000);
  const text = clip(snapshot.message, width - 14);
  const line: Span[] = [
    { text: `${spinner} `, tone: 'accent' },
    { text, tone: 'plain' },
  ];
  if (age >= 5) line.push({ text: ` · ${duration(age)} ago`, tone: 'dim' });
  return line;
}

function spread(left: Span[], right: Span[], width: number): Span[] {
  const used = [...left, ...right].reduce((sum, span) => sum + stringWidth(span.text), 0);
  return [...left, { text: ' '.repeat(Math.max(2, width - used - 2)), tone: 'plain' }, ...right];
}

/** Cuts at a width in terminal columns, with an ellipsis; never inside a character. */
function clip(text: string, columns: number): string {
  const single = text.replace(/\s+/gu, ' ');
  if (stringWidth(single) <= columns) return single;
  let taken = '';
  for (const { segment } of new Intl.Segmenter().segment(single)) {
    if (stringWidth(taken + segment) > columns - 1) break;
    taken += segment;
  }
  return `${taken}…`;
}

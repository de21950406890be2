import stringWidth from 'string-width';
import type { JobSnapshot, JobStatus } from '../protocol/protocol.ts';
import { clip } from './progress/clip.ts';
import { age } from './progress/words.ts';

const WORDS: Readonly<Record<JobStatus, string>> = {
  Queued: 'queued',
  Running: 'running',
  Done: 'done',
  Failed: 'failed',
  Canceled: 'cancelled',
};
const LEAST_TITLE = 10;

/**
 * Jobs as a table with a head, columns aligned. Where titles are the same the script tells them apart. The title gives way where the terminal is narrow; the id never does, it is for
 * other commands.
 *
 * @param columns width of the terminal; without one, nothing is cut.
 */
export function jobTable(jobs: readonly JobSnapshot[], columns: number | undefined, nowMs: number): string[] {
  const titles = jobs.map(({ title }) => title);
  const shared = new Set(titles.filter((title, index) => titles.indexOf(title) !== index));
  const rows = jobs.map(({ id, status, cancelling, percent, title, scriptName, createdAt }) => ({
    id,
    status: cancelling ? 'cancelling' : WORDS[status],
    percent: `${Math.floor(percent)} %`,
    title: (shared.has(title) && scriptName ? `${title} · ${scriptName}` : title).replace(/\s+/gu, ' '),
    age: age((nowMs - Date.parse(createdAt)) / 1000),
  }));
  const all = [{ id: 'id', status: 'status', percent: 'done', title: 'title', age: 'age' }, ...rows];
  const width = (column: 'id' | 'status' | 'percent' | 'title' | 'age'): number =>
    Math.max(...all.map((row) => stringWidth(row[column])));
  const others = width('id') + width('status') + width('percent') + width('age') + 4 * 2;
  const room = columns === undefined ? Infinity : Math.max(LEAST_TITLE, columns - others);
  const titleWidth = Math.min(width('title'), room);
  return all.map((row) =>
    [
      pad(row.id, width('id')),
      pad(row.status, width('status')),
      row.percent.padStart(width('percent')),
      pad(clip(row.title, titleWidth), titleWidth),
      row.age.padStart(width('age')),
    ].join('  '),
  );
}

/** By columns of the terminal: some characters take two. */
function pad(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

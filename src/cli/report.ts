import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { AuraError, JobSnapshot } from '../protocol/protocol.ts';
import { EXIT, USAGE_CODES } from './exit.ts';
import { count, duration, size } from './progress/words.ts';

type Style = Parameters<typeof styleText>[0];

/** Adds terminal styles where the stream shows them. */
export function painter(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  const colour = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return (style, text) => (colour ? styleText(style, text) : text);
}

/**
 * How a job ended, for people: the film and where it is, or what went wrong and what to do.
 *
 * @param where the film is, when that is no path of this machine.
 */
export function endingLines(
  snapshot: JobSnapshot,
  paint: (style: Style, text: string) => string,
  withWarnings: boolean,
  where = snapshot.output && nearPath(snapshot.output.videoPath),
): string[] {
  const warnings = (withWarnings ? snapshot.warnings : []).map(
    (warning) => `${paint('yellow', '!')} ${warning.message}`,
  );
  if (snapshot.status === 'Done' && snapshot.output && snapshot.stats) {
    const { output, stats } = snapshot;
    const facts = [
      duration(output.durationSeconds),
      size(output.sizeBytes),
      `${count(stats.scenesBuilt, 'scene')} built`,
      ...(stats.scenesCached > 0 ? [`${stats.scenesCached} from the cache`] : []),
      `in ${duration(stats.wallSeconds)}`,
    ];
    return [
      ...warnings,
      `${paint('green', '✔')} ${paint('bold', snapshot.title)}`,
      `  ${facts.join(' · ')}`,
      `  ${where}`,
    ];
  }
  if (snapshot.status === 'Canceled') {
    return [...warnings, `Cancelled after ${duration(snapshot.elapsedSeconds)}. Finished scenes are kept.`];
  }
  return [
    ...warnings,
    ...snapshot.errors.flatMap((error) => errorLines(error, paint, snapshot.correlationId)),
  ];
}

/** An error for people: what happened, why, what to do. */
export function errorLines(
  error: Pick<AuraError, 'code' | 'message' | 'remediation'> | JobSnapshot['errors'][number],
  paint: (style: Style, text: string) => string,
  correlationId?: string,
): string[] {
  const line = 'line' in error && error.line !== undefined ? ` (line ${error.line})` : '';
  const details = 'details' in error && error.details ? [`  ${error.details}`] : [];
  const trace = [error.code, ...(correlationId ? [correlationId] : [])].join(' · ');
  return [
    `${paint('red', '✖')} ${error.message}${line}`,
    ...details,
    `  ${error.remediation}`,
    `  ${paint('dim', trace)}`,
  ];
}

/** The exit code of a job that ended. */
export function exitCodeOf(snapshot: JobSnapshot): number {
  if (snapshot.status === 'Done') return EXIT.done;
  if (snapshot.status === 'Canceled') return EXIT.cancelled;
  const inputIsWrong = snapshot.errors.some(({ code }) => USAGE_CODES.has(code));
  return inputIsWrong ? EXIT.usage : EXIT.failed;
}

/** The path as one would type it from here, when that is shorter. */
export function nearPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length > 0 && near.length < path.length && !near.startsWith('..') ? near : path;
}

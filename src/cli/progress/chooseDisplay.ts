import type { JobPlace } from '../place/jobPlace.ts';
import type { ProgressDisplay } from './display.ts';
import { jsonDisplay } from './json.ts';
import { liveDisplay } from './live.ts';
import { plainDisplay } from './plain.ts';

/** The display for this standard output: JSON when asked for, live on a terminal, else plain lines. */
export function chooseDisplay(
  json: boolean,
  { host, wake }: Pick<JobPlace, 'host' | 'wake'>,
): ProgressDisplay {
  const write = (line: string): void => {
    process.stdout.write(`${line}\n`);
  };
  if (json) return jsonDisplay(write, host !== undefined);
  if (!process.stdout.isTTY || process.env['TERM'] === 'dumb') return plainDisplay(write, host ?? '');
  return liveDisplay({
    stream: process.stdout,
    colour: !process.env['NO_COLOR'],
    ...(host === undefined ? {} : { host }),
    onWake: wake,
  });
}

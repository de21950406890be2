import type { Clock } from '../protocol/protocol.ts';
import type { Log } from './log.ts';

/** How long the same is not said again, ms. */
const QUIET_MS = 10 * 60_000;
/** Lines that are remembered; the oldest are forgotten first. */
const MOST = 1000;

/** A log that says the same once in ten minutes: what an engine finds wrong in its folder it finds again at every look. */
export function calmLog(log: Log, clock: Clock): Log {
  const said = new Map<string, number>();
  return (level, message, fields) => {
    // By whatever way it came there.
    const line = JSON.stringify([level, message, { ...fields, stack: undefined }]);
    const now = clock.now();
    if (now - (said.get(line) ?? -Infinity) < QUIET_MS) return;
    said.delete(line);
    said.set(line, now);
    const [oldest] = said.keys();
    if (said.size > MOST && oldest !== undefined) said.delete(oldest);
    log(level, message, fields);
  };
}

import { decodeA } from './a.ts';
import { decodeB } from './b.ts';
import { decodeC } from './c.ts';
import { decodeD } from './d.ts';
import type { Decoded, Decoder, Dialect, DialectState } from './dialect.ts';
import { fieldsOf } from './fields.ts';

/** Some builds speak B where A is to be expected. */
const OF_B: ReadonlySet<string> = new Set(['connected', 'progress', 'complete']);

const DECODERS: Readonly<Record<Dialect, Decoder>> = {
  A: (event, state) => (OF_B.has(event.name) ? decodeB(event, state) : decodeA(event, state)),
  B: decodeB,
  C: decodeC,
  D: decodeD,
};

/** The names of all events of all dialects. */
export const FOREIGN_NAMES: readonly string[] = [
  ...OF_B,
  'job-status',
  'step-status',
  'step-progress',
  'job-log',
  'warning',
  'job-progress',
  'job-completed',
  'job-failed',
  'job-cancelled',
  'stage-complete',
  'done',
  'error',
];

/**
 * What an event of another make says in our words. Pure. Names of fields match whatever their case, percent and stage only
 * go forward, and what is unknown says nothing.
 * @param nowMs for events without a time of their own, ms since 1970.
 */
export function decode(
  dialect: Dialect,
  name: string,
  data: unknown,
  state: DialectState,
  nowMs: number,
): Decoded {
  return DECODERS[dialect]({ name, fields: fieldsOf(data), nowMs }, state);
}

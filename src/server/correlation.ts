import { randomUUID } from 'node:crypto';

/** The caller's own id when it is well-formed, else a new one. */
export function takeCorrelationId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID();
}

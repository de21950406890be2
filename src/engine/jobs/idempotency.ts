import { createHash } from 'node:crypto';
import { AuraError, type GenerateRequest } from '../../protocol/protocol.ts';

/** A fingerprint of what was asked for: the same whatever the order of the fields. */
export function bodyHash(request: GenerateRequest): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(request)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, field]) => [key, sorted(field)]));
}

export interface IdempotencyKeys {
  /**
   * Does `work` once per key: who comes with the same key and the same body gets the same job, also while it is being
   * made. Another body is `E422-SCRIPT`.
   */
  once(key: string, body: string, work: () => Promise<string>): Promise<string>;
  /** A key that is known from the disk. */
  know(key: string, body: string, jobId: string): void;
  forget(jobId: string): void;
}

/** A caller's key: two callers may use the same one without meeting each other's jobs. */
export function keyOf(owner: string | undefined, key: string): string {
  return `${owner ?? ''}\n${key}`;
}

/** Keys of one engine. They live as long as their jobs, with which they are stored. */
export function createIdempotencyKeys(): IdempotencyKeys {
  const known = new Map<string, { body: string; job: Promise<string> }>();
  const keys = new Map<string, string>();
  return {
    async once(key, body, work) {
      const earlier = known.get(key);
      if (earlier && earlier.body !== body) {
        throw new AuraError('E422-SCRIPT', 'The Idempotency-Key was used for another request', {
          remediation: 'Use a new key for a new request.',
        });
      }
      if (earlier) return await earlier.job;
      const job = work();
      known.set(key, { body, job });
      try {
        keys.set(await job, key);
      } catch (error) {
        known.delete(key);
        throw error;
      }
      return await job;
    },
    know(key, body, jobId) {
      known.set(key, { body, job: Promise.resolve(jobId) });
      keys.set(jobId, key);
    },
    forget(jobId) {
      const key = keys.get(jobId);
      keys.delete(jobId);
      if (key !== undefined) known.delete(key);
    },
  };
}

import { RemoteError } from '../client/http/remoteError.ts';
import { createPatience } from '../client/remote/patience.ts';
import { AuraError, toAuraError } from '../protocol/protocol.ts';
import type { JobPlace } from './place/jobPlace.ts';

/** How far a cancel has come: on its way for the first time, waiting for a server that is away, or taken by it. */
export type CancelState = 'asked' | 'waiting' | 'accepted';

/** The cancelling of a job, over a network that comes and goes. */
export interface CancelRequest {
  /**
   * Asks until the server has answered.
   *
   * @throws {AuraError} `E503-UNAVAILABLE` when it could not be asked.
   */
  send(id: string, onState: (state: CancelState) => void): Promise<void>;
  /** What somebody is told who does not wait for the answer. */
  lastWords(id: string): string;
}

/** Failures with which nothing has reached the server. */
const NOT_SENT: ReadonlySet<string | undefined> = new Set(['refused', 'unreachable', 'tls']);

/** Cut off before its answer, a question may have arrived all the same. */
function knownUnheard(error: AuraError): boolean {
  return error instanceof RemoteError && (error.httpStatus !== undefined || NOT_SENT.has(error.silence));
}

export function createCancelRequest({ service, flags }: Pick<JobPlace, 'service' | 'flags'>): CancelRequest {
  let mayHaveArrived = false;
  let underWay = false;

  return {
    async send(id, onState) {
      const patience = createPatience({ onTrouble: () => onState('waiting') });
      onState('asked');
      for (;;) {
        try {
          underWay = true;
          await service.cancel(id);
          mayHaveArrived = true;
          onState('accepted');
          return;
        } catch (thrown) {
          const error = toAuraError(thrown);
          // The job ended by itself in the meantime: its own ending is shown.
          if (error.code === 'E409-CONFLICT') return;
          mayHaveArrived ||= !knownUnheard(error);
          underWay = false;
          await patience.afterFailure(error).catch((final: unknown) => {
            throw new AuraError('E503-UNAVAILABLE', 'The job could not be cancelled', {
              details: toAuraError(final).message,
              remediation: `Cancel it with: aura cancel ${id}${flags}`,
              cause: final,
            });
          });
        }
      }
    },
    lastWords(id) {
      return underWay || mayHaveArrived
        ? `The cancel was sent; whether it took effect: aura watch ${id}${flags}`
        : goesOn(flags, id);
    },
  };
}

/** The last words of somebody who leaves a job running. */
export function goesOn(flags: string, id: string): string {
  return `The job goes on. Come back with: aura watch ${id}${flags}`;
}

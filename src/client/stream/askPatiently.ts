import { toAuraError, type AuraError, type JobSnapshot } from '../../protocol/protocol.ts';
import { RemoteError } from '../http/remoteError.ts';
import { createCursor } from './cursor.ts';
import { failedBy } from './failure.ts';
import { superviseStream, type Supervisor, type SupervisorOptions } from './supervisor.ts';

export interface PatientQuestion extends Pick<
  SupervisorOptions,
  'policy' | 'server' | 'clock' | 'random' | 'onConnection' | 'silent'
> {
  /** @param signal aborts when the answer takes too long or nobody waits for it any more. */
  ask(signal: AbortSignal): Promise<JobSnapshot>;
  /** Called once: with the answer, with what another try cannot change, or with neither when it was closed. */
  onEnd(answer: JobSnapshot | AuraError | undefined): void;
}

/** A certificate that is refused, as a status: nothing is known of the server yet, and waiting mends no wrong address. */
const UNTRUSTED = 495;

/** Asks for a job with the patience of a stream: the same waits, the same breaker, the same wake. */
export function askPatiently({ ask, onEnd, ...options }: PatientQuestion): Supervisor {
  let abort = new AbortController();
  let answer: JobSnapshot | undefined;
  const again = (): Promise<JobSnapshot> => {
    abort = new AbortController();
    return ask(abort.signal);
  };
  const supervisor = superviseStream({
    ...options,
    cursor: createCursor(),
    open(_lastEventId, { onInput }) {
      const run = async (): Promise<void> => {
        try {
          answer = await again();
          onInput({ type: 'nothing' });
        } catch (thrown) {
          const error = toAuraError(thrown);
          const untrusted = error instanceof RemoteError && error.silence === 'tls';
          onInput({ ...failedBy(error), ...(untrusted ? { status: UNTRUSTED } : {}) });
        }
      };
      void run();
      return () => abort.abort();
    },
    poll: again,
    onEvent: () => undefined,
    onSnapshot(snapshot) {
      answer = snapshot;
      supervisor.close();
    },
    knowsEnd: () => true,
    onHeard: () => undefined,
    onClose(error) {
      abort.abort();
      onEnd(answer ?? error);
    },
  });
  return supervisor;
}

import { RemoteError } from '../../client/http/remoteError.ts';
import type { AuraError, JobError } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';

/** What a silence means, where the reason has no words of its own. */
const SILENCE: Readonly<Partial<Record<string, string>>> = {
  refused: 'cannot be reached',
  unreachable: 'cannot be reached',
  timeout: 'does not answer',
  broken: 'broke the connection',
};

/** The trouble of a server, with its name: a window may know several. */
export function serverWords(error: AuraError, { label }: Host): JobError {
  const told = error.toJobError();
  if (told.message.includes(label)) return told;
  if (error.code === 'E401-UNAUTHORIZED') {
    const remediation = 'Enter the token that the server printed when it started.';
    return { ...told, message: `${label} does not accept the token`, remediation };
  }
  const silence = error instanceof RemoteError ? SILENCE[error.silence ?? ''] : undefined;
  return { ...told, message: silence === undefined ? `${label}: ${told.message}` : `${label} ${silence}` };
}

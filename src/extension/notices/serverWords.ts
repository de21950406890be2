import { NoAnswer } from '../../client/http/exchange.ts';
import type { AuraError, JobError } from '../../protocol/protocol.ts';
import type { Host } from '../connection/host.ts';

const SILENCE = {
  refused: 'cannot be reached',
  timeout: 'does not answer',
  broken: 'broke the connection',
} as const;

/** The trouble of a server, with its name: a window may know several. */
export function serverWords(error: AuraError, { label }: Host): JobError {
  const told = error.toJobError();
  const { cause } = error;
  const message = cause instanceof NoAnswer ? `${label} ${SILENCE[cause.reason]}` : `${label}: ${told.message}`;
  // What people were told with the name in it already is not named twice.
  return { ...told, message: told.message.includes(label) ? told.message : message };
}

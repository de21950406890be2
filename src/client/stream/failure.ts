import type { AuraError } from '../../protocol/protocol.ts';
import { RemoteError } from '../http/remoteError.ts';
import type { StreamInput } from './policy.ts';

/** What a failed request means for the stream it was made for. */
export function failedBy(error: AuraError): StreamInput & { type: 'failed' } {
  if (!(error instanceof RemoteError)) return { type: 'failed', error };
  const { httpStatus, retryAfterMs } = error;
  return { type: 'failed', error, retryAfterMs, ...(httpStatus === undefined ? {} : { status: httpStatus }) };
}

import { AuraError, toAuraError, type Problem } from '../protocol/protocol.ts';

/** What an answer says about an error (RFC 9457). Away from this machine an unexpected error keeps its inside to itself. */
export function toProblem(
  error: unknown,
  context: { instance: string; correlationId: string; local: boolean; now: number },
): Problem {
  const known = toAuraError(error);
  const tellDetails = known.details !== undefined && (context.local || known.code !== 'E500-INTERNAL');
  return {
    type: `urn:aura:error:${known.code}`,
    title: known.message,
    status: known.status,
    ...(tellDetails ? { detail: known.details } : {}),
    instance: context.instance,
    correlationId: context.correlationId,
    errorCode: known.code,
    remediation: known.remediation,
    ...(known.line === undefined ? {} : { line: known.line }),
    ...(known.fields.length > 0 ? { errors: [...known.fields] } : {}),
    timestamp: new Date(context.now).toISOString(),
  };
}

/** Whether an answer tells of something that must be mended here; a server that is full, starting or closing is well. */
export function isFault(status: number): boolean {
  return status >= 500 && status !== 503;
}

/** Errors of the HTTP library, by what they mean here. */
export function fromFastify(error: unknown): unknown {
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new AuraError('E413-TOO_LARGE', 'The request is too large', { cause: error });
  }
  if (typeof code === 'string' && statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AuraError('E400-BAD_REQUEST', 'The request cannot be read', {
      ...(message === undefined ? {} : { details: message }),
      cause: error,
    });
  }
  return error;
}

/**
 * Why there was no answer. `refused`: nothing listens there, and nothing was sent. `unreachable`: no connection came about
 * in time. `timeout`: connected, then silence. `tls`: the server could not prove who it is.
 */
export type SilenceReason = 'refused' | 'unreachable' | 'timeout' | 'broken' | 'tls';

/** A request that got no answer, or not the whole of one. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly reason: SilenceReason;

  constructor(reason: SilenceReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }

  /** The system's own name of the trouble, e.g. `CERT_HAS_EXPIRED`. */
  get code(): string {
    return String((this.cause as NodeJS.ErrnoException | undefined)?.code ?? '');
  }
}

const NOT_THERE = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTSOCK',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Certificates that are refused, and answers that are no TLS at all. */
const NOT_TRUSTED = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/;

export function toNoAnswer(error: unknown): NoAnswer {
  if (error instanceof NoAnswer) return error;
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new NoAnswer(reasonOf(code), message || code || 'The connection broke', error);
}

function reasonOf(code: string): SilenceReason {
  if (code === 'ETIMEDOUT') return 'unreachable';
  if (NOT_THERE.has(code)) return 'refused';
  return NOT_TRUSTED.test(code) ? 'tls' : 'broken';
}

import { AuraError, type AuraErrorOptions, type ErrorCode } from '../../protocol/protocol.ts';
import type { SilenceReason } from './noAnswer.ts';

export interface RemoteErrorOptions extends AuraErrorOptions {
  /** Of the answer; absent when there was none. */
  status?: number;
  retryAfterMs?: number;
  /** Why there was no answer. */
  silence?: SilenceReason;
  /** Whether an Aura server said it, rather than something in between. */
  byAura?: boolean;
}

/** An error that came over the wire, or because nothing came: what decides about another try goes with it. */
export class RemoteError extends AuraError {
  readonly httpStatus: number | undefined;
  /** How long the server asks to wait, ms; 0 when it does not. */
  readonly retryAfterMs: number;
  readonly silence: SilenceReason | undefined;
  readonly byAura: boolean;

  constructor(code: ErrorCode, message: string, options: RemoteErrorOptions = {}) {
    super(code, message, options);
    this.httpStatus = options.status;
    this.retryAfterMs = options.retryAfterMs ?? 0;
    this.silence = options.silence;
    this.byAura = options.byAura ?? false;
  }
}

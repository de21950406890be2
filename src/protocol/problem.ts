import * as v from 'valibot';

/** Every error code of Aura and the HTTP status it is answered with. One meaning each. */
export const ERROR_CODES = {
  'E100-LLM': 502,
  'E200-TTS': 502,
  'E210-VISUALS': 502,
  'E302-FFMPEG_NOT_FOUND': 503,
  'E304-FFMPEG_RUNTIME': 500,
  'E305-JOB_STALLED': 500,
  'E310-DISK_FULL': 507,
  'E400-BAD_REQUEST': 400,
  'E401-UNAUTHORIZED': 401,
  'E403-FORBIDDEN': 403,
  'E404-NOT_FOUND': 404,
  'E405-METHOD_NOT_ALLOWED': 405,
  'E409-CONFLICT': 409,
  'E413-TOO_LARGE': 413,
  'E416-RANGE': 416,
  'E422-SCRIPT': 422,
  'E429-TOO_MANY_REQUESTS': 429,
  'E500-INTERNAL': 500,
  'E503-UNAVAILABLE': 503,
  'E998-CANCELLED': 499,
} as const satisfies Record<string, number>;
export type ErrorCode = keyof typeof ERROR_CODES;

/** One error as it is shown to people and stored with a job. */
export const JobErrorSchema = v.object({
  code: v.string(),
  /** What happened, without a code: a heading. */
  message: v.string(),
  /** What to do about it, one that can be acted on. */
  remediation: v.string(),
  /** Cause: the log's own words, the file's name. */
  details: v.optional(v.string()),
  /** The script's line, from 1, where the trouble is. */
  line: v.optional(v.number()),
});
export type JobError = v.InferOutput<typeof JobErrorSchema>;

/** RFC 9457. */
export const ProblemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.optional(v.string()),
  instance: v.optional(v.string()),
  correlationId: v.optional(v.string()),
  traceId: v.optional(v.string()),
  errorCode: v.optional(v.string()),
  remediation: v.optional(v.string()),
  /** The script's line, from 1, where the trouble is. */
  line: v.optional(v.number()),
  errors: v.optional(v.array(v.object({ path: v.string(), message: v.string() }))),
  timestamp: v.optional(v.string()),
});
export type Problem = v.InferOutput<typeof ProblemSchema>;

const REMEDIATIONS: Readonly<Record<ErrorCode, string>> = {
  'E100-LLM': 'Try again, or write the script yourself: Aura needs no language model for that.',
  'E200-TTS': 'Choose another voice, then retry.',
  'E210-VISUALS': 'Check the picture or clip that the scene names, then retry.',
  'E302-FFMPEG_NOT_FOUND': 'Install ffmpeg 4.4 or newer, or set its path in the setting aura.ffmpegPath.',
  'E304-FFMPEG_RUNTIME': 'Look at the log, then retry. Finished scenes are kept.',
  'E305-JOB_STALLED': 'Retry. Finished scenes are kept.',
  'E310-DISK_FULL': 'Free some disk space, then retry. Finished scenes are kept.',
  'E400-BAD_REQUEST': 'Correct the request and send it again.',
  'E401-UNAUTHORIZED':
    'Send a token that the server knows: its own, which it shows when it starts, or one of its token file.',
  'E403-FORBIDDEN': 'Ask through an address that the server allows.',
  'E404-NOT_FOUND': 'Check the job id. The job may have been deleted.',
  'E405-METHOD_NOT_ALLOWED': 'Use one of the methods that the header Allow names.',
  'E409-CONFLICT': 'Look at the state of the job: this is not possible in it.',
  'E413-TOO_LARGE': 'Send less at once.',
  'E416-RANGE': 'Ask for a part that the file has.',
  'E422-SCRIPT': 'Correct the place that is named, then try again.',
  'E429-TOO_MANY_REQUESTS': 'Wait a moment, then try again.',
  'E500-INTERNAL': 'Look at the log and report it with the correlation id.',
  'E503-UNAVAILABLE': 'Wait a moment, then try again.',
  'E998-CANCELLED': 'Retry to go on from the finished scenes.',
};

export interface AuraErrorOptions {
  /** Replaces the code's own remediation. */
  remediation?: string;
  details?: string;
  line?: number;
  cause?: unknown;
  /** The path of each wrong field, for 422. */
  fields?: readonly { path: string; message: string }[];
}

/** The one error class of Aura: a code for programs, words and a way out for people. */
export class AuraError extends Error {
  override readonly name = 'AuraError';
  readonly code: ErrorCode;
  readonly remediation: string;
  readonly details: string | undefined;
  readonly line: number | undefined;
  readonly fields: readonly { path: string; message: string }[];

  constructor(code: ErrorCode, message: string, options: AuraErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remediation = options.remediation ?? REMEDIATIONS[code];
    this.details = options.details;
    this.line = options.line;
    this.fields = options.fields ?? [];
  }

  /** The HTTP status that answers it. */
  get status(): number {
    return ERROR_CODES[this.code];
  }

  /** Whether `error` is an AuraError, of `code` when one is given. */
  static is(error: unknown, code?: ErrorCode): error is AuraError {
    return error instanceof AuraError && (code === undefined || error.code === code);
  }

  toJobError(): JobError {
    return {
      code: this.code,
      message: this.message,
      remediation: this.remediation,
      ...(this.details === undefined ? {} : { details: this.details }),
      ...(this.line === undefined ? {} : { line: this.line }),
    };
  }
}

/** Anything thrown, as an {@link AuraError}; what is not one becomes `E500-INTERNAL` with the original as its cause. */
export function toAuraError(error: unknown): AuraError {
  if (error instanceof AuraError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const details = String((error as Error | null)?.message);
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EFBIG') {
    return new AuraError('E310-DISK_FULL', 'The disk is full or cannot be written', {
      details,
      cause: error,
    });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EIO') {
    return new AuraError('E310-DISK_FULL', 'A file cannot be read or written', {
      remediation:
        'Check the disk and who may use the folder that is named, then retry. Finished scenes are kept.',
      details,
      cause: error,
    });
  }
  const message = error instanceof Error ? error.message : String(error);
  return new AuraError('E500-INTERNAL', 'Something unexpected happened', {
    details: message,
    cause: error,
  });
}

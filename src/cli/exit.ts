/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  /** The job failed. */
  failed: 1,
  /** Bad input or usage. */
  usage: 2,
  cancelled: 130,
} as const;

/** Errors that are the input's or the command line's. */
export const USAGE_CODES: ReadonlySet<string> = new Set([
  'E400-BAD_REQUEST',
  'E413-TOO_LARGE',
  'E422-SCRIPT',
]);

/** Exit codes of every command. */
export const EXIT = {
  done: 0,
  /** The job failed. */
  failed: 1,
  /** Bad input or usage. */
  usage: 2,
  cancelled: 130,
} as const;

/** Seconds as people read them: `0.4 s`, from 10 s `12 s`, from 60 s `1:02`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  const rest = String(whole % 60).padStart(2, '0');
  if (minutes < 60) return `${minutes}:${rest}`;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** Short times: `12 ms`, from one second as any other. */
export function latency(ms: number): string {
  return ms < 999.5 ? `${Math.round(ms)} ms` : duration(ms / 1000);
}

/** Whole seconds of a countdown: `3 s`, from 60 s `1:02`. */
export function roughly(seconds: number): string {
  return seconds < 60 ? `${Math.round(seconds)} s` : duration(seconds);
}

/** How long ago, in one unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function age(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Time left in words; an unknown one says so. */
export function timeLeft(seconds: number | undefined): string {
  if (seconds === undefined) return 'time left not known';
  if (seconds < 2) return 'nearly done';
  if (seconds < 60) return `about ${Math.round(seconds)} s left`;
  return `about ${Math.round(seconds / 60)} min left`;
}

/** Bytes as people read them: `812 kB`, `4.1 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 1_000_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${(bytes / 1_000_000_000).toFixed(2)} GB`;
}

/** `1 scene`, `3 scenes`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** A job that waits for its turn: `Waiting · 2 jobs ahead`. */
export function waitingWords(jobsAhead: number | undefined): string {
  return jobsAhead ? `Waiting · ${count(jobsAhead, 'job')} ahead` : 'Waiting';
}

/** Somebody cancels while the server is away. */
export const CANCEL_WAITS =
  'The cancel is sent as soon as the server answers. Ctrl-C again leaves the job running.';

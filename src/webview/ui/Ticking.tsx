import { now } from '../store.ts';

/** Words that change with time: only these are drawn again when the clock moves. */
export function Ticking({ read }: { read: (nowMs: number) => string }) {
  return <>{read(now.value)}</>;
}

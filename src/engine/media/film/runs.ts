import type { Bitmap } from '../cards/card.ts';
import type { FrameRun, OverlayRun } from './visual.ts';

/** Frames that the runs last. */
export function totalFrames(runs: readonly { frames: number }[]): number {
  return runs.reduce((sum, run) => sum + run.frames, 0);
}

/**
 * The runs of frames `from` (inclusive) to `to` (exclusive). Beyond the end the last run holds. Neighbours with the same key
 * become one.
 */
export function sliceRuns<R extends { frames: number; key: string }>(
  runs: readonly R[],
  from: number,
  to: number,
): R[] {
  const cut: R[] = [];
  const push = (run: R, frames: number): void => {
    const last = cut.at(-1);
    if (last?.key === run.key) cut[cut.length - 1] = { ...last, frames: last.frames + frames };
    else cut.push({ ...run, frames });
  };
  let at = 0;
  for (const [index, run] of runs.entries()) {
    const end = index === runs.length - 1 ? Math.max(to, at + run.frames) : at + run.frames;
    const frames = Math.min(end, to) - Math.max(at, from);
    if (frames > 0) push(run, frames);
    at = end;
  }
  return cut;
}

/**
 * Lays overlays over a card: the runs of both, cut where either changes. What is drawn is remembered for as long as it is
 * needed twice in a row.
 */
export function composeRuns(base: readonly FrameRun[], overlays: readonly OverlayRun[]): FrameRun[] {
  if (overlays.length === 0) return [...base];
  const composed: FrameRun[] = [];
  const drawnBase = remember((run: FrameRun) => run.draw());
  const total = totalFrames(base);
  for (let at = 0; at < total;) {
    const under = runAt(base, at);
    const over = runAt(overlays, at);
    const frames = Math.min(under.left, over.left, total - at);
    composed.push({
      frames,
      key: over.run.draw ? `${under.run.key}+${over.run.key}` : under.run.key,
      async draw() {
        const bitmap = await drawnBase(under.run);
        const top = await over.run.draw?.();
        return top ? layOver(bitmap, top) : bitmap;
      },
    });
    at += frames;
  }
  return sliceRuns(composed, 0, total);
}

function runAt<R extends { frames: number }>(runs: readonly R[], frame: number): { run: R; left: number } {
  let at = 0;
  let last: R | undefined;
  for (const run of runs) {
    if (frame < at + run.frames) return { run, left: at + run.frames - frame };
    at += run.frames;
    last = run;
  }
  if (!last) throw new RangeError('There are no runs');
  return { run: last, left: Number.POSITIVE_INFINITY };
}

function remember<K, V>(make: (key: K) => Promise<V>): (key: K) => Promise<V> {
  let held: { key: K; value: Promise<V> } | undefined;
  return (key) => {
    if (held?.key !== key) held = { key, value: make(key) };
    return held.value;
  };
}

/** `top` over `base`, both with straight alpha and of one size; what is opaque stays opaque. */
export function layOver(base: Bitmap, top: Bitmap): Bitmap {
  const data = new Uint8Array(base.data);
  const over = top.data;
  for (let i = 3; i < data.length; i += 4) {
    const alpha = over[i] ?? 0;
    if (alpha === 0) continue;
    const under = ((data[i] ?? 0) * (255 - alpha)) / 255;
    const share = alpha / (alpha + under);
    for (let c = i - 3; c < i; c += 1) {
      const below = data[c] ?? 0;
      data[c] = Math.round(below + ((over[c] ?? 0) - below) * share);
    }
    data[i] = Math.round(alpha + under);
  }
  return { width: base.width, height: base.height, data };
}

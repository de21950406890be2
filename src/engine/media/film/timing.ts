/**
 * Filters that give each incoming frame its place and length: frame number i of the input is run number i, and the last frame
 * comes a second time to mark the end (what `setpts` says about the end of a stream differs between versions of ffmpeg). Frames
 * are repeated by reference, so a hold costs nothing before the encoder.
 */
export function holdChain(runs: readonly { frames: number }[], fps: number): string {
  const starts = [0];
  for (const { frames } of runs) starts.push((starts.at(-1) ?? 0) + frames);
  const total = starts.at(-1) ?? 0;
  return (
    `settb=1/${fps},setpts='${lookup(starts, 0, starts.length)}',fps=fps=${fps}:start_time=0,` +
    exactly(total, fps)
  );
}

/**
 * Cuts a stream to exactly so many frames, numbered from 0. Since `setpts` forgets the frame rate, which xfade asks for, `fps`
 * says it again.
 */
export function exactly(frames: number, fps: number): string {
  return `trim=end_frame=${frames},settb=1/${fps},setpts=N,fps=fps=${fps}:start_time=0`;
}

/** `N`-th of the starts, as nested conditions that halve the list. */
function lookup(starts: readonly number[], low: number, high: number): string {
  if (high - low <= 1) return String(starts[low] ?? 0);
  const middle = (low + high) >> 1;
  return `if(lt(N,${middle}),${lookup(starts, low, middle)},${lookup(starts, middle, high)})`;
}

import type { FfmpegProgress } from './ffmpeg.ts';

/**
 * Reads what `-progress pipe:1` writes: blocks of `key=value` lines, each ended by `progress=continue|end`. Early blocks say
 * `N/A` and `0x`; those figures are left out.
 */
export function createProgressReader(onProgress: (progress: FfmpegProgress) => void): {
  push(text: string): void;
} {
  let rest = '';
  let block = new Map<string, string>();
  return {
    push(text) {
      const lines = (rest + text).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const at = line.indexOf('=');
        if (at < 0) continue;
        const key = line.slice(0, at).trim();
        block.set(key, line.slice(at + 1).trim());
        if (key !== 'progress') continue;
        const progress = readBlock(block);
        block = new Map();
        if (progress) onProgress(progress);
      }
    },
  };
}

function readBlock(block: ReadonlyMap<string, string>): FfmpegProgress | undefined {
  const frame = Number.parseInt(block.get('frame') ?? '0', 10);
  if (!Number.isFinite(frame)) return undefined;
  // Microseconds, whatever `out_time_ms` is called; that one means the same.
  const micros = Number.parseInt(block.get('out_time_us') ?? '', 10);
  const speed = Number.parseFloat(block.get('speed') ?? '');
  const fps = Number.parseFloat(block.get('fps') ?? '');
  return {
    frame,
    ...(micros > 0 ? { seconds: micros / 1e6 } : {}),
    ...(speed > 0 ? { speed } : {}),
    ...(fps > 0 ? { fps } : {}),
  };
}

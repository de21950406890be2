import type { StageUpdate } from './sender.ts';

// What a provider reports, as a stage's update. Pure: how far the work is, is said by the work.

/** One block of ffmpeg's `-progress` output. */
export interface FfmpegBlock {
  frame: number;
  /** `0.4` for `speed=0.4x`; absent while ffmpeg does not know it yet. */
  speed?: number;
  /** The last block. */
  ended: boolean;
}

/**
 * Reads `-progress pipe:1` as it comes, in pieces of any size. A block is complete with its `progress=` line
 * (ffmpeg documentation, "-progress url").
 */
export function createFfmpegReader(): (text: string) => FfmpegBlock[] {
  let rest = '';
  let fields = new Map<string, string>();
  return (text) => {
    const lines = (rest + text).split(/\r\n|\n/);
    rest = lines.pop() ?? '';
    const blocks: FfmpegBlock[] = [];
    for (const line of lines) {
      const at = line.indexOf('=');
      if (at < 0) continue;
      const key = line.slice(0, at).trim();
      fields.set(key, line.slice(at + 1).trim());
      if (key !== 'progress') continue;
      const block = blockOf(fields);
      if (block) blocks.push(block);
      fields = new Map();
    }
    return blocks;
  };
}

function blockOf(fields: ReadonlyMap<string, string>): FfmpegBlock | undefined {
  const frame = Number.parseInt(fields.get('frame') ?? '', 10);
  if (!(frame >= 0)) return undefined;
  const speed = Number.parseFloat(fields.get('speed') ?? '');
  const ended = fields.get('progress') === 'end';
  // Early blocks say `speed=0x` or `N/A`, which is no news about the speed.
  return speed > 0 ? { frame, speed, ended } : { frame, ended };
}

/** Frames that ffmpeg has encoded, of those the film will have. Not measurable without a total. */
export function ffmpegProgress(block: FfmpegBlock, totalFrames: number, message: string): StageUpdate {
  const detail =
    block.speed === undefined ? {} : { substageDetail: `ffmpeg ${speedText(block.speed)}× speed` };
  if (!(totalFrames > 0)) return { percent: undefined, message, ...detail };
  return { percent: Math.min((block.frame / totalFrames) * 100, 100), message, ...detail };
}

function speedText(speed: number): string {
  return speed < 10 ? speed.toFixed(1) : String(Math.round(speed));
}

/** Narration: scenes by the length of what is said, as a long one takes longer. */
export function voiceProgress(
  scenes: readonly { title: string; characters: number; done: boolean }[],
): StageUpdate {
  const weightOf = ({ characters }: { characters: number }): number => Math.max(1, characters);
  const whole = scenes.reduce((sum, scene) => sum + weightOf(scene), 0);
  const spoken = scenes.reduce((sum, scene) => sum + (scene.done ? weightOf(scene) : 0), 0);
  return counted('Voice of', scenes, whole === 0 ? 100 : (spoken / whole) * 100);
}

/** Pictures and cards: each counts the same. */
export function visualsProgress(scenes: readonly { title: string; done: boolean }[]): StageUpdate {
  const done = scenes.filter((scene) => scene.done).length;
  return counted('Visuals of', scenes, scenes.length === 0 ? 100 : (done / scenes.length) * 100);
}

function counted(
  verb: string,
  scenes: readonly { title: string; done: boolean }[],
  percent: number,
): StageUpdate {
  const done = scenes.filter((scene) => scene.done).length;
  const next = scenes.find((scene) => !scene.done);
  const totalItems = scenes.length;
  if (!next) return { percent, message: `${verb} all scenes`, currentItem: totalItems, totalItems };
  return {
    percent,
    message: `${verb} “${next.title}”`,
    currentItem: Math.min(done + 1, totalItems),
    totalItems,
  };
}

/**
 * A language model that answers in chunks. Its length is known only when it was asked for; a longer answer stays at 99
 * until it has ended, and without a length there is no percent, only what has come so far.
 */
export function chunkProgress(
  received: { characters: number; ended: boolean },
  expectedCharacters?: number,
): StageUpdate {
  const { characters, ended } = received;
  const message = `Writing · ${characters.toLocaleString('en')} characters`;
  if (ended) return { percent: 100, message };
  if (expectedCharacters === undefined || !(expectedCharacters > 0)) return { percent: undefined, message };
  return { percent: Math.min((characters / expectedCharacters) * 100, 99), message };
}

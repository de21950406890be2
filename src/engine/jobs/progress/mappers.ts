import { STAGE_TITLES, type Stage } from '../../../protocol/protocol.ts';
import type { StageUpdate } from '../../pipeline.ts';

// What a provider reports, as a stage's update. Pure: how far the work is, is said by the work.

/** A scene as far as counting it goes. */
export interface SceneCount {
  title: string;
  done: boolean;
}

/** Frames that ffmpeg has encoded, of those the film will have. Not measurable without a total. */
export function ffmpegProgress(
  done: { frames: number; speed?: number },
  totalFrames: number,
  scenes: readonly SceneCount[],
): StageUpdate {
  const detail = done.speed === undefined ? {} : { substageDetail: `ffmpeg ${speedText(done.speed)}× speed` };
  const percent = totalFrames > 0 ? Math.min((done.frames / totalFrames) * 100, 100) : undefined;
  return { ...counted('render', scenes, percent), ...detail };
}

function speedText(speed: number): string {
  return speed < 10 ? speed.toFixed(1) : String(Math.round(speed));
}

/** Narration: scenes by the length of what is said, as a long one takes longer. */
export function voiceProgress(scenes: readonly (SceneCount & { characters: number })[]): StageUpdate {
  const weightOf = ({ characters }: { characters: number }): number => Math.max(1, characters);
  const whole = scenes.reduce((sum, scene) => sum + weightOf(scene), 0);
  const spoken = scenes.reduce((sum, scene) => sum + (scene.done ? weightOf(scene) : 0), 0);
  return counted('tts', scenes, whole === 0 ? 100 : (spoken / whole) * 100);
}

/** Pictures and cards: each counts the same. */
export function visualsProgress(scenes: readonly SceneCount[]): StageUpdate {
  const done = scenes.filter((scene) => scene.done).length;
  return counted('visuals', scenes, scenes.length === 0 ? 100 : (done / scenes.length) * 100);
}

/** `Voice · scene 3 of 5 · “The problem”`: the first scene that is not done. */
function counted(stage: Stage, scenes: readonly SceneCount[], percent: number | undefined): StageUpdate {
  const done = scenes.filter((scene) => scene.done).length;
  const totalItems = scenes.length;
  const currentItem = Math.min(done + 1, totalItems);
  const next = scenes.find((scene) => !scene.done);
  const place = `${STAGE_TITLES[stage]} · scene ${currentItem} of ${totalItems}`;
  return { percent, message: next ? `${place} · “${next.title}”` : place, currentItem, totalItems };
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

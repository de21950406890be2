import type { SceneBlocks } from './blocks.ts';
import { readScene } from './readScene.ts';

/** Most text whose reading is kept, in UTF-16 units, and most scenes. */
const MOST_TEXT = 2_000_000;
const MOST_SCENES = 5000;

const kept = new Map<string, SceneBlocks>();
let size = 0;

/** Takes a scene apart, or finds it taken apart before: while a script is edited all scenes but one stay as they are. */
export function readSceneCached(text: string, definitions: ReadonlyMap<string, string>): SceneBlocks {
  const referring = definitions.size > 0 && text.includes('[');
  const key = referring ? `${text}\u0000${[...definitions.values()].join('\n')}` : text;
  const known = kept.get(key);
  if (known) {
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const read = readScene(text, definitions);
  if (key.length > MOST_TEXT / 10) return read;
  kept.set(key, read);
  size += key.length;
  for (const oldest of kept.keys()) {
    if (size <= MOST_TEXT && kept.size <= MOST_SCENES) break;
    kept.delete(oldest);
    size -= oldest.length;
  }
  return read;
}

import type { ScriptSource } from '../../protocol/protocol.ts';
import { isRemote } from './mediaPath.ts';
import { readScript } from './read.ts';
import { mediaOf } from './rules/files.ts';

/**
 * Every file that a script names (music, pictures, clips), as the engine will ask for it: percent-decoded where the format
 * says so, else as written. In the order of the script, each once; what lies on the web is left out. Pure.
 */
export function namedMedia(source: ScriptSource): readonly string[] {
  const media = mediaOf(readScript(source)).sort((one, other) => one.range.start - other.range.start);
  return [...new Set(media.map(({ path }) => path).filter((path) => !isRemote(path)))];
}

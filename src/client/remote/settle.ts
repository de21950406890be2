import { link, rename, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AuraError } from '../../protocol/protocol.ts';

const MOST_NAMES = 1000;

/**
 * Gives a file that is whole its name: `wanted`, or a free one beside it (`name (2).mp4`) when something is there and may not
 * be replaced. Somebody's captions under the same name count as something.
 *
 * @returns the path that it got.
 * @throws {AuraError} `E409-CONFLICT` when there is no free name.
 */
export async function settle(part: string, wanted: string, overwrite: boolean): Promise<string> {
  if (overwrite) {
    await rename(part, wanted);
    return wanted;
  }
  for (let number = 1; number <= MOST_NAMES; number += 1) {
    const name = numbered(wanted, number);
    if ((await captionsStand(name)) || !(await claim(part, name))) continue;
    return name;
  }
  throw new AuraError('E409-CONFLICT', `There is no free name beside ${basename(wanted)}`, {
    remediation: 'Delete films that are no longer needed, or choose another place.',
  });
}

/** `film.mp4` → `film.srt`. */
export function beside(video: string, extension: string): string {
  return `${video.slice(0, video.length - extname(video).length)}${extension}`;
}

function numbered(wanted: string, number: number): string {
  if (number === 1) return wanted;
  const extension = extname(wanted);
  return join(dirname(wanted), `${basename(wanted, extension)} (${number})${extension}`);
}

/** A link fails where a rename would replace. The part keeps its own name, for its owner to clear away. */
async function claim(part: string, name: string): Promise<boolean> {
  try {
    await link(part, name);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // No hard links on this file system: look, then rename.
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    if (await exists(name)) return false;
    await rename(part, name);
    return true;
  }
}

async function captionsStand(video: string): Promise<boolean> {
  return (await exists(beside(video, '.srt'))) || (await exists(beside(video, '.vtt')));
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

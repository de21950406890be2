import { resolve } from 'node:path';
import { measure } from '../client/remote/mediaFile.ts';
import { isRemote } from '../engine/script/mediaPath.ts';
import { readScript } from '../engine/script/read.ts';
import { mediaOf } from '../engine/script/rules/files.ts';
import { AuraError } from '../protocol/protocol.ts';
import type { ScriptFile } from './script.ts';

/**
 * Looks whether everything is there that a film needs from this machine, before anything is sent.
 *
 * @param music of the command line, relative to here.
 * @throws {AuraError} `E422-SCRIPT` for the first file that is missing, with the script's line; what else cannot be sent.
 */
export async function requireMedia({ source, folder }: ScriptFile, music?: string): Promise<void> {
  const script = readScript(source);
  // Music of the command line stands in for the script's.
  const used = mediaOf(script).filter((one) => music === undefined || one !== script.music);
  const media = used.filter(({ path }) => !isRemote(path));
  for (const { path, range } of media.sort((one, other) => one.range.start - other.range.start)) {
    await requireFile(path, resolve(folder, path), { line: range.line });
  }
  if (music !== undefined) await requireFile(music, resolve(music), {});
}

async function requireFile(written: string, path: string, place: { line?: number }): Promise<void> {
  if ((await measure({ written, path })) !== undefined) return;
  throw new AuraError('E422-SCRIPT', `“${written}” is not there`, {
    remediation: 'Check the path and the spelling. Nothing was sent.',
    ...place,
  });
}

import { stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { AuraError } from '../protocol/protocol.ts';

/**
 * Where a film goes: as `--out` says, else where it goes by itself.
 *
 * @throws {AuraError} `E400-BAD_REQUEST` for a name that no film can have, or one that is taken and not to be replaced.
 */
export async function filmPath(flags: { out?: string; force?: boolean }, byItself: string): Promise<string> {
  const output = flags.out === undefined ? byItself : resolve(flags.out);
  if (extname(output).toLowerCase() !== '.mp4') {
    throw new AuraError('E400-BAD_REQUEST', `--out must end in .mp4, not ${extname(output) || 'nothing'}`, {
      remediation: 'Name the film something like film.mp4.',
    });
  }
  if (flags.out !== undefined && !flags.force && (await stat(output).catch(() => undefined))) {
    throw new AuraError('E400-BAD_REQUEST', `${flags.out} exists already`, {
      remediation: 'Choose another name, or replace it with --force.',
    });
  }
  return output;
}

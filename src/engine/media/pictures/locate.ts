import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AuraError } from '../../../protocol/protocol.ts';
import { isRemote } from '../../script/mediaPath.ts';

export interface LocateOptions {
  /** Folder that relative paths start from: the script's own. */
  base: string;
  /** Whether absolute paths, `..` and links may lead out of `base`: on one's own machine, never over TCP. */
  allowOutside: boolean;
  /** The script's line that names the file, for the error. */
  line?: number;
}

/**
 * Finds the file that a script names.
 *
 * @returns its absolute path, all links followed; a regular file.
 * @throws `E422-SCRIPT` that names the file as it is written and says what to do.
 */
export async function locateMedia(written: string, options: LocateOptions): Promise<string> {
  const { base, allowOutside } = options;
  const refuse = (message: string, remediation: string): AuraError =>
    new AuraError('E422-SCRIPT', message, {
      remediation,
      ...(options.line === undefined ? {} : { line: options.line }),
    });
  const name = quoteName(written);

  if (written.trim() === '' || written.includes('\0')) {
    throw refuse('A picture has no file name', 'Write the path of a file.');
  }
  requireNoAddress(written, options.line);
  const wanted = path.resolve(base, written);
  const outside = refuse(
    `${name} lies outside the script's folder`,
    'Put the file into the folder of the script, or below it.',
  );
  if (!allowOutside && (path.isAbsolute(written) || !isInside(base, wanted))) throw outside;

  let real: string;
  try {
    real = await realpath(wanted);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENAMETOOLONG' || code === 'ELOOP' || code === 'EACCES') {
      throw refuse(`${name} cannot be opened (${code})`, 'Check the path and who may read it.');
    }
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    const alike = await otherCase(base, wanted);
    if (alike !== undefined && path.resolve(base, alike) === wanted)
      throw refuse(`${name} is a link to a file that is not there`, 'Name the file itself.');
    if (alike !== undefined && (allowOutside || isInside(base, path.resolve(base, alike)))) {
      throw refuse(`${name} is not there`, `There is ${quoteName(alike)}: write it with the same capitals.`);
    }
    throw refuse(`${name} is not there`, 'Check the path: it starts from the folder of the script.');
  }
  if (!allowOutside && !isInside(await realpath(base), real)) throw outside;
  if (!(await stat(real)).isFile())
    throw refuse(`${name} is not a file`, 'Name a picture, a clip or a sound.');
  return real;
}

/** @throws `E422-SCRIPT` for what leads to the web or elsewhere by a protocol: nothing is fetched on behalf of a script. */
export function requireNoAddress(written: string, line: number | undefined): void {
  if (!isRemote(written)) return;
  throw new AuraError('E422-SCRIPT', `${quoteName(written)} is an address, not a file`, {
    remediation: 'Save the file beside the script and name it by its path.',
    ...(line === undefined ? {} : { line }),
  });
}

/** A name as it is shown: in quotes, no line breaks, not endless. */
export function quoteName(written: string): string {
  const plain = written.replaceAll(/\p{Cc}/gu, '\u{FFFD}');
  return `“${plain.length > 120 ? `${plain.slice(0, 60)}…${plain.slice(-50)}` : plain}”`;
}

function isInside(folder: string, file: string): boolean {
  const way = path.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${path.sep}`) && !path.isAbsolute(way);
}

/** The same path but for capitals, relative to `base`, when there is one. */
async function otherCase(base: string, wanted: string): Promise<string | undefined> {
  const root = path.parse(wanted).root;
  let at = root;
  for (const part of wanted.slice(root.length).split(path.sep)) {
    const names = await namesIn(at);
    const fold = part.normalize('NFC').toLowerCase();
    const found = names.includes(part)
      ? part
      : names.find((name) => name.normalize('NFC').toLowerCase() === fold);
    if (found === undefined) return undefined;
    at = path.join(at, found);
  }
  return path.relative(base, at);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { detectFormat } from '../engine/script/format.ts';
import { AuraError, type ScriptSource } from '../protocol/protocol.ts';

/** A script file that was read, and the folder its pictures are relative to. */
export interface ScriptFile {
  source: ScriptSource;
  path: string;
  folder: string;
}

export const MAX_SCRIPT_BYTES = 16 * 1024 * 1024;

/**
 * Reads a script file as UTF-8, or UTF-16 where its byte order mark says so.
 *
 * @throws {AuraError} `E422-SCRIPT` when there is no such file or it is not text, `E413-TOO_LARGE` above 16 MB.
 */
export async function readScriptFile(path: string): Promise<ScriptFile> {
  const full = resolve(path);
  const bytes = await readWhole(full, path).catch((error: NodeJS.ErrnoException) => {
    if (AuraError.is(error)) throw error;
    throw new AuraError('E422-SCRIPT', unreadable(error, path), {
      remediation: 'Check the path of the script.',
      cause: error,
    });
  });
  const name = basename(full);
  const text = decode(bytes, name);
  return { source: { format: detectFormat(name, text), text, name }, path: full, folder: dirname(full) };
}

async function readWhole(full: string, path: string): Promise<Uint8Array> {
  const found = await stat(full);
  if (!found.isFile() && !found.isDirectory()) {
    // A pipe without a writer never ends, nor does a device.
    throw new AuraError('E422-SCRIPT', `${path} is not a file`, {
      remediation: 'Save the script as a file.',
    });
  }
  if (found.size > MAX_SCRIPT_BYTES) {
    throw new AuraError('E413-TOO_LARGE', `${path} is too large for a script`, {
      remediation: 'Divide it: 16 MB are the most.',
    });
  }
  return await readFile(full);
}

function unreadable(error: NodeJS.ErrnoException, path: string): string {
  if (error.code === 'ENOENT') return `There is no file ${path}`;
  if (error.code === 'EISDIR') return `${path} is a folder, not a script`;
  if (error.code === 'EACCES') return `${path} cannot be read: permission denied`;
  return `${path} cannot be read`;
}

function decode(bytes: Uint8Array, name: string): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new AuraError('E422-SCRIPT', `${name} is not a text file`, {
      remediation: 'Save the script as UTF-8 text.',
      cause: error,
    });
  }
}

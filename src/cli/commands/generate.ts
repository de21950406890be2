import { basename, extname, join, resolve } from 'node:path';
import type { ScriptRequest } from '../../protocol/protocol.ts';
import { filmPath } from '../filmPath.ts';
import { filmOptions, type FilmFlags } from '../filmOptions.ts';
import { makeHere } from '../makeHere.ts';
import { makeElsewhere } from '../makeElsewhere.ts';
import { serverOf, type ServerFlags } from '../place/serverFlags.ts';
import { readScriptFile } from '../script.ts';

export interface GenerateFlags extends FilmFlags, ServerFlags {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** `aura generate SCRIPT [--server URL] [options]`. */
export async function generateCommand(script: string, flags: GenerateFlags): Promise<number> {
  const options = filmOptions(flags);
  const server = await serverOf(flags);
  const file = await readScriptFile(script);
  const output = await filmPath(flags, join(file.folder, `${basename(file.path, extname(file.path))}.mp4`));
  const json = flags.json === true;
  const overwrite = flags.force === true;
  if (server) return makeElsewhere({ server, file, options, output, overwrite, json });
  const request: ScriptRequest = {
    script: file.source,
    overrides: { ...options, ...(options.music ? { music: resolve(options.music) } : {}) },
    localBase: file.folder,
    localOutput: output,
    overwrite,
  };
  return makeHere(request, json);
}

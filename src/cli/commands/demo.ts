import { resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import { AuraError, DEMO_REQUEST } from '../../protocol/protocol.ts';
import { makeHere } from '../makeHere.ts';

/** `aura demo [--out FILE] [--force] [--json]`: a film of about twelve seconds that needs no key, no network and no file. */
export async function demoCommand(flags: { out: string; force?: boolean; json?: boolean }): Promise<number> {
  const output = resolve(flags.out);
  if (!flags.force && (await stat(output).catch(() => undefined))) {
    throw new AuraError('E400-BAD_REQUEST', `${flags.out} exists already`, {
      remediation: 'Choose another name with --out, or replace it with --force.',
    });
  }
  return makeHere(
    { ...DEMO_REQUEST, localOutput: output, overwrite: flags.force === true },
    flags.json === true,
  );
}

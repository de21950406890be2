import { statfs } from 'node:fs/promises';
import { openFolder } from '../../engine/folder.ts';
import { findFfmpeg } from '../../engine/media/ffmpeg/find.ts';
import { openVoices } from '../../engine/openWorkshop.ts';
import { AuraError, cacheFolder, dataFolder, toAuraError } from '../../protocol/protocol.ts';
import { folderFacts } from '../engine.ts';
import { EXIT } from '../exit.ts';
import { size } from '../progress/words.ts';
import { painter } from '../report.ts';
import { VERSION } from '../version.ts';

interface Check {
  name: string;
  ok: boolean;
  detail: string;
  remediation?: string;
}

/** Free space below which a film is at risk, bytes. */
const LITTLE_SPACE = 1e9;

/** `aura doctor [--json]`: what Aura needs on this machine, each thing really tried; 1 when something is missing. */
export async function doctorCommand(flags: { json?: boolean }): Promise<number> {
  const facts = folderFacts();
  const checks = [
    {
      name: 'aura',
      ok: true,
      detail: `${VERSION} on Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    },
    await attempt('ffmpeg', async () => {
      const { path, version, source } = await findFfmpeg({ env: process.env });
      return `${version} (${source}: ${path})`;
    }),
    await attempt('voices', async () => {
      const { voices, close } = openVoices();
      try {
        return `${(await voices.voices()).length} voices`;
      } finally {
        await close();
      }
    }),
    await attempt('data folder', () => room(dataFolder(facts), 'The data folder', 'AURA_DATA')),
    await attempt('cache folder', () => room(cacheFolder(facts), 'The cache folder', 'AURA_CACHE')),
  ];
  const ok = checks.every((check) => check.ok);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ ok, checks }, null, 2)}\n`);
  } else {
    const paint = painter(process.stdout);
    for (const check of checks) {
      const mark = check.ok ? paint('green', '✔') : paint('red', '✖');
      process.stdout.write(`${mark} ${check.name.padEnd(13)} ${check.detail}\n`);
      if (check.remediation) process.stdout.write(`${' '.repeat(16)}${check.remediation}\n`);
    }
  }
  return ok ? EXIT.done : EXIT.failed;
}

async function attempt(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (thrown) {
    const { message, details, remediation } = toAuraError(thrown);
    return { name, ok: false, detail: details ? `${message}: ${details}` : message, remediation };
  }
}

async function room(folder: string, what: string, variable: string): Promise<string> {
  await openFolder(folder, what, variable);
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free < LITTLE_SPACE) {
    throw new AuraError('E310-DISK_FULL', `Only ${size(free)} are free in ${folder}`);
  }
  return `${folder}, ${size(free)} free`;
}

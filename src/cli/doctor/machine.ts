import { statfs } from 'node:fs/promises';
import { openFolder } from '../../engine/folder.ts';
import { findFfmpeg } from '../../engine/media/ffmpeg/find.ts';
import { openVoices } from '../../engine/openWorkshop.ts';
import { AuraError, cacheFolder, dataFolder } from '../../protocol/protocol.ts';
import { folderFacts } from '../engine.ts';
import { size } from '../progress/words.ts';
import { attempt, type Check } from './check.ts';

/** Free space below which a film is at risk, bytes. */
const LITTLE_SPACE = 1e9;

/** What films need on this machine, each thing really tried. */
export async function checkMachine(): Promise<Check[]> {
  const facts = folderFacts();
  return [
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

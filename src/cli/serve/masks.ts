import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JobService } from '../../protocol/protocol.ts';
import type { Log } from '../../server/log.ts';
import type { Mask } from '../../server/mask.ts';

/** Folders of this machine that nobody elsewhere has to see, under every name they have. */
export async function masksOf({
  dataFolder,
  cacheFolder,
}: Record<'dataFolder' | 'cacheFolder', string>): Promise<Mask[]> {
  const folders = [
    { folder: dataFolder, as: '$DATA' },
    { folder: cacheFolder, as: '$CACHE' },
    { folder: packageFolder(dirname(fileURLToPath(import.meta.url))), as: '$AURA' },
    { folder: tmpdir(), as: '$TMP' },
    { folder: homedir(), as: '$HOME' },
  ];
  const real = await Promise.all(
    folders.map(async ({ folder, as }) => ({ folder: await realpath(folder).catch(() => folder), as })),
  );
  return [...folders, ...real];
}

/** Where Aura itself lies: a packaged ffmpeg names it in its log. */
function packageFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(join(folder, 'package.json')) || above === folder ? folder : packageFolder(above);
}

/** Where ffmpeg lies, when there is one that works. An engine that is `closing` may leave it unsaid. */
export async function ffmpegFolder(
  engine: JobService,
  log: Log,
  closing: AbortSignal,
): Promise<string | undefined> {
  try {
    const { ffmpeg } = await engine.capabilities();
    return ffmpeg && dirname(ffmpeg.path);
  } catch (error) {
    if (!closing.aborted) log('warn', 'nobody knows what this machine can do', { error: String(error) });
    return undefined;
  }
}

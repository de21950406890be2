import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AuraError, dataFolder } from '../../protocol/protocol.ts';
import { engineEnvironment } from './engineEnvironment.ts';
import type { JobClient } from './jobClient.ts';

export interface ConnectParts {
  /** Folder of the installed extension. */
  extensionPath: string;
  ffmpegPath: string | undefined;
  log: { info(message: string): void };
}

/** The folder that this editor and the terminal share. */
function engineDataFolder(): string {
  return dataFolder({ env: process.env, platform: process.platform, home: homedir() });
}

/**
 * Finds the engine that runs, or starts the one of this extension in a process of its own.
 *
 * @throws {AuraError} `E302-FFMPEG_NOT_FOUND` when the setting names no file; what the client throws otherwise.
 */
export async function connectEngine({ extensionPath, ffmpegPath, log }: ConnectParts): Promise<JobClient> {
  if (ffmpegPath !== undefined) await checkFfmpeg(ffmpegPath);
  const { connectLocalEngine } = await import('../../client/localEngine.ts');
  return connectLocalEngine({
    dataFolder: engineDataFolder(),
    cliPath: join(extensionPath, 'dist', 'cli.js'),
    execPath: process.execPath,
    env: engineEnvironment(process.env, ffmpegPath),
    log: (message) => log.info(message),
  });
}

/** Ends the engine of this machine, in order if it still can. Resolves when it is gone. */
export async function stopEngine(): Promise<void> {
  const { stopLocalEngine } = await import('../../client/localEngine.ts');
  await stopLocalEngine(engineDataFolder());
}

/** A person who names an ffmpeg wants that one: another is not taken in its place silently. */
async function checkFfmpeg(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return;
  throw new AuraError('E302-FFMPEG_NOT_FOUND', 'The setting aura.ffmpegPath names no file', {
    details: path,
    remediation: 'Correct the setting, or empty it: Aura then finds an ffmpeg by itself.',
  });
}

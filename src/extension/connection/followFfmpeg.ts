import { commands, window } from 'vscode';
import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Disposable } from '../lifetime/emitter.ts';
import type { Settings } from '../settings/settings.ts';
import type { Engine } from './engine.ts';

/** An engine keeps the ffmpeg it was started with. When the setting changes it ends, unless it is making a film. */
export function createFfmpegFollower(settings: Settings, engine: Engine, jobs: Jobs): Disposable {
  return settings.onDidChangeFfmpeg(() => {
    const busy = jobs.all().some(({ snapshot, host }) => host.local && !isTerminal(snapshot.status));
    void (busy ? offerRestart() : engine.reset());
  });
}

async function offerRestart(): Promise<void> {
  const message =
    'The engine is making a film with the ffmpeg it was started with. Restart it to use the other one?';
  const choice = await window.showInformationMessage(message, 'Restart Engine');
  if (choice !== undefined) await commands.executeCommand('aura.restartEngine');
}

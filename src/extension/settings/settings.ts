import { commands, type ConfigurationScope, window, workspace } from 'vscode';
import type { FilmOptions } from '../../protocol/protocol.ts';
import { type Disposable, createEmitter, type Listen } from '../lifetime/emitter.ts';
import { filmOptions } from './filmOptions.ts';

export interface Settings extends Disposable {
  /** What films are made with by default, as set for this document. */
  film(scope?: ConfigurationScope): FilmOptions;
  /** The ffmpeg a person has named; absent when Aura is to find one itself. */
  ffmpegPath(): string | undefined;
  readonly onDidChangeFfmpeg: Listen<void>;
}

/** Reads the settings when they are needed. A wrong one is reported once and otherwise left out. */
export function createSettings(log: { warn(message: string): void }): Settings {
  const ffmpegChanged = createEmitter<void>();
  const reported = new Set<string>();
  const watching = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('aura.ffmpegPath')) ffmpegChanged.fire();
  });

  const report = async (key: string, message: string) => {
    if (reported.has(message)) return;
    reported.add(message);
    log.warn(message);
    const choice = await window.showWarningMessage(`A setting cannot be used: ${message}`, 'Open Settings');
    if (choice) await commands.executeCommand('workbench.action.openSettings', key);
  };

  return {
    film(scope) {
      const configuration = workspace.getConfiguration('aura', scope);
      const { options, invalid } = filmOptions((key) => configuration.get(key));
      for (const { key, message } of invalid) void report(key, message);
      return options;
    },
    ffmpegPath() {
      const path: unknown = workspace.getConfiguration('aura').get('ffmpegPath');
      return typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined;
    },
    onDidChangeFfmpeg: ffmpegChanged.event,
    dispose() {
      watching.dispose();
      ffmpegChanged.dispose();
    },
  };
}

import { commands, type ConfigurationScope, ConfigurationTarget, window, workspace } from 'vscode';
import type { FilmOptions } from '../../protocol/protocol.ts';
import { type Disposable, createEmitter, type Listen } from '../lifetime/emitter.ts';
import { parseServerUrl } from '../connection/serverUrl.ts';
import { filmOptions, type InvalidSetting } from './filmOptions.ts';
import { type ReconnectPolicy, reconnectPolicy } from './reconnect.ts';

export interface Settings extends Disposable {
  /** What films are made with by default, as set for this document. */
  film(scope?: ConfigurationScope): FilmOptions;
  /** The ffmpeg a person has named; absent when Aura is to find one itself. */
  ffmpegPath(): string | undefined;
  readonly onDidChangeFfmpeg: Listen<void>;
  /** Address of the server that makes films; `undefined` when this machine does. */
  server(): string | undefined;
  /** Makes films on this server, or on this machine, from now on in every window. */
  useServer(origin: string | undefined): Promise<void>;
  readonly onDidChangeServer: Listen<void>;
  /** How patient the client of a server is. */
  reconnect(): ReconnectPolicy;
  readonly onDidChangeReconnect: Listen<void>;
}

const SERVER_URL = 'server.url';

/** Reads the settings when they are needed. A wrong one is reported once and otherwise left out. */
export function createSettings(log: { warn(message: string): void }): Settings {
  const ffmpegChanged = createEmitter<void>();
  const serverChanged = createEmitter<void>();
  const reconnectChanged = createEmitter<void>();
  const reported = new Set<string>();
  const watching = workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration('aura.ffmpegPath')) ffmpegChanged.fire();
    if (change.affectsConfiguration('aura.server.url')) serverChanged.fire();
    if (change.affectsConfiguration('aura.reconnect')) reconnectChanged.fire();
  });

  const report = async (key: string, message: string) => {
    if (reported.has(message)) return;
    reported.add(message);
    log.warn(message);
    const choice = await window.showWarningMessage(`A setting cannot be used: ${message}`, 'Open Settings');
    if (choice) await commands.executeCommand('workbench.action.openSettings', key);
  };

  const reportAll = (invalid: readonly InvalidSetting[]) => {
    for (const { key, message } of invalid) void report(key, message);
  };

  return {
    film(scope) {
      const configuration = workspace.getConfiguration('aura', scope);
      const { options, invalid } = filmOptions((key) => configuration.get(key));
      reportAll(invalid);
      return options;
    },
    ffmpegPath() {
      const path: unknown = workspace.getConfiguration('aura').get('ffmpegPath');
      return typeof path === 'string' && path.trim() !== '' ? path.trim() : undefined;
    },
    onDidChangeFfmpeg: ffmpegChanged.event,
    server() {
      const url: unknown = workspace.getConfiguration('aura').get(SERVER_URL);
      if (typeof url !== 'string' || url.trim() === '') return undefined;
      const server = parseServerUrl(url);
      if (server.ok) return server.address;
      const key = `aura.${SERVER_URL}`;
      void report(key, `${key} is no server’s address. ${server.message} Films are made on this computer.`);
      return undefined;
    },
    async useServer(origin) {
      await workspace.getConfiguration('aura').update(SERVER_URL, origin, ConfigurationTarget.Global);
    },
    onDidChangeServer: serverChanged.event,
    reconnect() {
      const configuration = workspace.getConfiguration('aura');
      const { policy, invalid } = reconnectPolicy((key) => configuration.get(key));
      reportAll(invalid);
      return policy;
    },
    onDidChangeReconnect: reconnectChanged.event,
    dispose() {
      watching.dispose();
      for (const emitter of [ffmpegChanged, serverChanged, reconnectChanged]) emitter.dispose();
    },
  };
}

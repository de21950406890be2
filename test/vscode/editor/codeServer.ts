import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeServerHome } from './codeServerHome.ts';

const START_MS = 60_000;
const END_MS = 5000;

export interface CodeServerOptions {
  /** An empty folder for profile, extensions and configuration. */
  folder: string;
  /** The person's settings. */
  settings?: Readonly<Record<string, unknown>>;
  /** Settings of the machine, where those of scope `machine` belong. */
  machineSettings?: Readonly<Record<string, unknown>>;
  /** For the editor and everything it starts. */
  env?: Readonly<Record<string, string>>;
  /** Installed before it starts. */
  vsix?: string;
  /** Needed for mocha in the extension host. */
  smokeTestDriver?: boolean;
}

export interface CodeServer {
  port: number;
  /** What it has printed. */
  output(): string;
  stop(): Promise<void>;
}

/** Starts a VS Code with an empty profile. */
export async function startCodeServer(home: CodeServerHome, options: CodeServerOptions): Promise<CodeServer> {
  const { folder, settings = {}, machineSettings = {}, vsix, smokeTestDriver = false } = options;
  const user = join(folder, 'data', 'User');
  const machine = join(folder, 'data', 'Machine');
  const extensions = join(folder, 'extensions');
  await mkdir(user, { recursive: true });
  await mkdir(machine, { recursive: true });
  await mkdir(extensions, { recursive: true });
  await writeFile(join(folder, 'config.yaml'), '');
  await writeFile(join(user, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }));
  await writeFile(join(machine, 'settings.json'), JSON.stringify(machineSettings));
  const env = editorEnvironment(options.env ?? {});
  const places = [
    `--config=${join(folder, 'config.yaml')}`,
    `--user-data-dir=${join(folder, 'data')}`,
    `--extensions-dir=${extensions}`,
  ];
  if (vsix !== undefined) await installExtension(home, [...places, '--install-extension', vsix], env);

  const child = spawn(
    home.node,
    [
      home.entry,
      ...places,
      '--auth=none',
      '--bind-addr=127.0.0.1:0',
      '--disable-telemetry',
      '--disable-update-check',
      '--disable-workspace-trust',
      '--disable-getting-started-override',
      '--disable-proxy',
      '--ignore-last-opened',
      ...(smokeTestDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
    ],
    { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  const stop = () => endGroup(child);
  try {
    const port = await new Promise<number>((found, failed) => {
      const timer = setTimeout(() => failed(new Error(`VS Code did not start:\n${output}`)), START_MS);
      const read = (chunk: Buffer) => {
        output = `${output}${chunk.toString('utf8')}`.slice(-100_000);
        const port = /listening on http:\/\/127\.0\.0\.1:(\d+)/i.exec(output)?.[1];
        if (port === undefined) return;
        clearTimeout(timer);
        found(Number(port));
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('error', failed);
      child.once('exit', () => {
        clearTimeout(timer);
        failed(new Error(`VS Code ended:\n${output}`));
      });
    });
    return { port, output: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const QUIET = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.ignoreRecommendations': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editor.enablePreview': false,
  'chat.disableAIFeatures': true,
  'window.autoDetectColorScheme': false,
};

/** Our own editor, if this runs in one, must not leak into the tested one. */
function editorEnvironment(more: Readonly<Record<string, string>>): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined &&
      !/^(VSCODE_|ELECTRON_|AURA_|FFMPEG_PATH$|NODE_OPTIONS$|PORT$|npm_)/.test(entry[0]),
  );
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...more };
}

async function installExtension(
  home: CodeServerHome,
  args: readonly string[],
  env: Record<string, string>,
): Promise<void> {
  const child = spawn(home.node, [home.entry, ...args], {
    env,
    timeout: START_MS,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise((settle, failed) => {
    child.once('error', failed);
    child.once('close', settle);
  });
  if (code !== 0) throw new Error(`The extension was not installed:\n${output}`);
}

async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  process.kill(-pid, 'SIGTERM');
  const timer = setTimeout(() => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }, END_MS);
  await ended;
  clearTimeout(timer);
}

import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The engine's log starts anew above this size, bytes; the one before is kept. */
const MAX_LOG_BYTES = 5 * 1024 * 1024;

export interface EngineCommand {
  /** `process.execPath`: Node, or the editor's own binary, which behaves as Node when told to. */
  execPath: string;
  /** The built `cli.js`. */
  cliPath: string;
  dataFolder: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** A started engine process, which outlives its starter. */
export interface StartedEngine {
  readonly pid: number | undefined;
  /** How it ended, once it has: an exit code, a signal, or why it could not be started. */
  ended(): { code: number | undefined; why: string } | undefined;
}

/** Where the engine writes its log. */
export function engineLogPath(dataFolder: string): string {
  return join(dataFolder, 'logs', 'engine.log');
}

/** Starts `cli serve --socket` as a process of its own: detached, without a window, its output in the log. */
export function spawnEngine({ execPath, cliPath, dataFolder, env }: EngineCommand): StartedEngine {
  const log = openLog(engineLogPath(dataFolder));
  let ended: { code: number | undefined; why: string } | undefined;
  try {
    const child = spawn(execPath, [cliPath, 'serve', '--socket', '--data', dataFolder], {
      detached: true,
      // Not the caller's folder: that one may be removed while the engine lives.
      cwd: dataFolder,
      windowsHide: true,
      stdio: ['ignore', log, log],
      env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
    });
    child.on('error', (error) => {
      ended = { code: undefined, why: error.message };
    });
    child.on('exit', (code, signal) => {
      ended = { code: code ?? undefined, why: signal ? `ended by ${signal}` : `exit code ${code}` };
    });
    child.unref();
    return { pid: child.pid, ended: () => ended };
  } finally {
    closeSync(log);
  }
}

/** The last lines of the engine's log, for an error that people see. */
export function engineLogTail(dataFolder: string, lines = 20): string {
  try {
    return readFileSync(engineLogPath(dataFolder), 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch (error) {
    return `(no log: ${(error as Error).message})`;
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  return openSync(path, 'a', 0o600);
}

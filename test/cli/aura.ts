import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export const CLI = join(import.meta.dirname, '../../dist/cli.js');

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface RunningAura {
  child: ChildProcess;
  /** Resolves when the process has ended. */
  ended: Promise<Result>;
  /** Resolves with the match once what was printed so far has one. Rejects when the process ends before. */
  prints(pattern: RegExp): Promise<RegExpExecArray>;
}

/** The built `aura` command as a process, with folders of its own under `folder`. */
export function startAura(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningAura {
  const { AURA_SERVER: _server, AURA_TOKEN: _token, ...inherited } = process.env;
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd: folder,
    env: {
      ...inherited,
      AURA_DATA: join(folder, 'data'),
      AURA_CACHE: join(folder, 'cache'),
      NO_COLOR: '1',
      ...env,
    },
  });
  const result: Result = { code: null, stdout: '', stderr: '' };
  const waiting = new Set<() => void>();
  const tell = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
    tell();
  });
  const ended = new Promise<Result>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...result, code }));
  });
  return {
    child,
    ended,
    prints(pattern) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(result.stdout) ?? pattern.exec(result.stderr);
          if (!match) return;
          waiting.delete(look);
          resolve(match);
        };
        waiting.add(look);
        look();
        const never = ({ code, stdout, stderr }: Result): void =>
          reject(new Error(`ended with ${code} without ${pattern}:\n${stdout}\n${stderr}`));
        ended.then(never).catch(reject);
      });
    },
  };
}

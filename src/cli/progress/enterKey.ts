import { execFileSync } from 'node:child_process';

/**
 * Calls `onEnter` at each Enter on the terminal, until disposed of.
 *
 * @returns `undefined` where there is no keyboard to listen to: a process in the background would be stopped for reading.
 */
export function listenForEnter(onEnter: () => void): { dispose(): void } | undefined {
  const { stdin } = process;
  if (!stdin.isTTY || !inForeground()) return undefined;
  stdin.on('data', onEnter);
  stdin.resume();
  return {
    dispose() {
      stdin.off('data', onEnter);
      stdin.pause();
    },
  };
}

function inForeground(): boolean {
  // There is no job control.
  if (process.platform === 'win32') return true;
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return state.includes('+');
  } catch {
    // No ps here: not known, so the keyboard is left alone.
    return false;
  }
}

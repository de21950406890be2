import { execFileSync } from 'node:child_process';

/** What a terminal would make of these keys if it were asked; without echo it is not. */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  '\u0003': 'SIGINT',
  '\u001c': 'SIGQUIT',
};
const SUSPEND = '\u001a';

/**
 * Calls `onEnter` at each Enter on the terminal, until disposed of. Meanwhile keys are not echoed: they would shift what is
 * drawn in place. Ctrl-C, Ctrl-Z and Ctrl-\ do what they always do. Node gives the terminal back however the process ends.
 *
 * @returns `undefined` where there is no keyboard to listen to: a process in the background would be stopped for reading.
 */
export function listenToKeys(onEnter: () => void): { dispose(): void } | undefined {
  const { stdin } = process;
  if (!stdin.isTTY || !inForeground()) return undefined;

  const onData = (bytes: Buffer): void => {
    for (const key of bytes.toString('latin1')) {
      const signal = SIGNALS[key];
      if (signal) process.kill(process.pid, signal);
      else if (key === SUSPEND && process.platform !== 'win32') suspend();
      else if (key === '\r' || key === '\n') onEnter();
    }
  };

  function listen(): void {
    if (!inForeground()) return;
    stdin.setRawMode(true);
    stdin.resume();
  }

  function suspend(): void {
    stdin.setRawMode(false);
    stdin.pause();
    // The whole job, as the terminal would: a shell script that called us stops with us.
    process.kill(0, 'SIGTSTP');
  }

  stdin.on('data', onData);
  process.on('SIGCONT', listen);
  listen();
  return {
    dispose() {
      process.off('SIGCONT', listen);
      stdin.off('data', onData);
      stdin.setRawMode(false);
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

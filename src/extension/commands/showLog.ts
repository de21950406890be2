import type { Command } from './command.ts';

/** Aura's own log, as against the log of a render. */
export function showLog(log: { show(): void }): Command {
  return { id: 'aura.showLog', run: () => log.show() };
}

import { commands as registry, type Disposable } from 'vscode';
import { disposeAll } from '../lifetime/emitter.ts';

/** A command: its id as package.json names it, and what it does. */
export interface Command {
  id: string;
  run(...args: readonly unknown[]): Promise<void> | void;
}

/** Registers commands. Whatever one throws is told to the person. */
export function registerCommands(
  commands: readonly Command[],
  tell: (error: unknown, command: string) => void,
): Disposable {
  const registered = commands.map(({ id, run }) =>
    registry.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        await run(...args);
      } catch (error) {
        tell(error, id);
      }
    }),
  );
  return disposeAll(...registered) as Disposable;
}

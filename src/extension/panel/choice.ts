import { isTerminal } from '../../protocol/protocol.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Memory } from '../jobs/memory.ts';
import { createEmitter, type Disposable, type Listen } from '../lifetime/emitter.ts';

const CHOSEN = 'aura.chosen';

/** Which job the panel shows large. Kept over a reload. */
export interface Choice extends Disposable {
  id(): string | undefined;
  choose(id: string): void;
  /** A job was begun: it is chosen, unless a person is watching one that still goes on. */
  begun(id: string): void;
  readonly onDidChange: Listen<void>;
}

export function createChoice(jobs: Jobs, memory: Memory): Choice {
  const changed = createEmitter<void>();
  const id = () => {
    const chosen = memory.get(CHOSEN);
    return typeof chosen === 'string' ? chosen : undefined;
  };
  const choose = (chosen: string) => {
    memory.update(CHOSEN, chosen);
    changed.fire();
  };
  return {
    id,
    choose,
    begun(begun) {
      const chosen = id();
      const watched = chosen === undefined ? undefined : jobs.find(chosen);
      if (!watched || isTerminal(watched.snapshot.status)) choose(begun);
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

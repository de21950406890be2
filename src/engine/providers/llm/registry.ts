import { AuraError } from '../../../protocol/protocol.ts';
import type { ScriptWriter } from './writer.ts';

/** The writers of scripts, in the order in which they are asked. */
export interface WriterRegistry {
  readonly writers: readonly ScriptWriter[];
  /** Throws `E100-LLM` when there is none. */
  first(): ScriptWriter;
  /** Throws `E100-LLM` when there is none of that name. */
  find(name: string): ScriptWriter;
}

export function createWriterRegistry(writers: readonly ScriptWriter[]): WriterRegistry {
  return {
    writers,
    first() {
      const [writer] = writers;
      if (!writer) throw new AuraError('E100-LLM', 'There is nobody to write a script for a topic');
      return writer;
    },
    find(name) {
      const writer = writers.find((candidate) => candidate.name === name);
      if (writer) return writer;
      throw new AuraError('E100-LLM', `There is no writer called “${name}”`, {
        details: `There is ${writers.map((candidate) => candidate.name).join(', ') || 'none'}.`,
      });
    },
  };
}

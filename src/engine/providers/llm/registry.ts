import { AuraError } from '../../../protocol/protocol.ts';
import type { ScriptWriter } from './writer.ts';

/** The writers of scripts, in the order in which they are asked. */
export interface WriterRegistry {
  /** Throws `E100-LLM` when there is none. */
  first(): ScriptWriter;
}

export function createWriterRegistry(writers: readonly ScriptWriter[]): WriterRegistry {
  return {
    first() {
      const [writer] = writers;
      if (!writer) throw new AuraError('E100-LLM', 'There is nobody to write a script for a topic');
      return writer;
    },
  };
}

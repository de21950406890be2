import type { BriefRequest } from '../../../protocol/protocol.ts';

/** Something that writes a script from a brief. One file per provider; `registry.ts` lists them. */
export interface ScriptWriter {
  readonly name: string;
  readonly version: string;
  /**
   * Writes Markdown. `onText` hears it as it is written.
   *
   * Rejects with `E100-LLM`, or with the signal's reason when aborted.
   */
  write(brief: BriefRequest, signal: AbortSignal, onText: (text: string) => void): Promise<string>;
}

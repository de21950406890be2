import type { BriefRequest } from '../../../protocol/protocol.ts';

/** Something that writes a script for a brief. One file per writer; `registry.ts` says who is asked first. */
export interface ScriptWriter {
  readonly name: string;
  /** Changes whenever the script of the same brief could. */
  readonly version: string;
  /** What of the brief it does not follow, in words for people. */
  notFollowed(brief: BriefRequest): readonly string[];
  /**
   * Writes a Markdown script. Rejects with `E100-LLM`, or with the signal's reason when aborted.
   *
   * @param onText each part of the script as it comes; together they are what is returned.
   */
  write(brief: BriefRequest, signal: AbortSignal, onText: (part: string) => void): Promise<string>;
}

/** The brief of a topic in one line. */
export function briefOfTopic(topic: string, more: Omit<BriefRequest['brief'], 'topic'> = {}): BriefRequest {
  return { brief: { topic, ...more } };
}

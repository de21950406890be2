import type { CompletedStage, Stage } from '../../protocol/protocol.ts';

/** What these stages made lies in the cache by its content, and the next attempt uses it again. */
const CACHED: ReadonlySet<Stage> = new Set(['planning', 'script', 'tts', 'visuals', 'compose', 'render']);

/** Marks the completed stages of a cancelled job: cached results are kept, outputs are undone. */
export function rollbackMarks(completed: readonly CompletedStage[]): CompletedStage[] {
  return completed.map(({ stage }) => ({ stage, rollback: CACHED.has(stage) ? 'kept' : 'marked' }));
}

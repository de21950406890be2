/** Never more than 4 a second. */
export const SHORTEST_MS = 250;
/** One every 2 s while there are signs of life. */
export const LONGEST_MS = 2000;

/** What decides whether an update is worth showing at once. */
export interface UpdateKey {
  /** The job's current stage. */
  stage: string;
  /** The stage that the update comes from. */
  step: string;
  /** Of the whole. */
  percent: number;
  currentItem: number | undefined;
}

/** What was sent last: in all, and by each stage. */
export interface SentUpdates {
  atMs: number;
  stage: string;
  wholePercent: number;
  items: ReadonlyMap<string, number | undefined>;
}

/**
 * When an update should be sent: as soon as the rate allows when stage, item or whole percent changed, else
 * 2 s after the one before. A time that has passed means now.
 */
export function dueAt(sent: SentUpdates | undefined, update: UpdateKey, nowMs: number): number {
  if (!sent) return nowMs;
  const changed =
    sent.stage !== update.stage ||
    sent.wholePercent !== Math.floor(update.percent) ||
    !sent.items.has(update.step) ||
    sent.items.get(update.step) !== update.currentItem;
  // A clock that went back must not silence the job.
  if (sent.atMs > nowMs) return nowMs;
  return sent.atMs + (changed ? SHORTEST_MS : LONGEST_MS);
}

export function afterSending(sent: SentUpdates | undefined, update: UpdateKey, nowMs: number): SentUpdates {
  const { step, currentItem } = update;
  const same = sent !== undefined && sent.items.has(step) && sent.items.get(step) === currentItem;
  return {
    atMs: nowMs,
    stage: update.stage,
    wholePercent: Math.floor(update.percent),
    items: same ? sent.items : new Map(sent?.items).set(step, currentItem),
  };
}

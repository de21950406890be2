import { isTerminal, type JobSnapshot } from '../../protocol/protocol.ts';
import type { JobBook } from './record.ts';

/** Resumes in a row without a newly finished step, after which a job is given up. */
const MAX_STRIKES = 2;

/** What becomes of a job that lies on the disk without an owner. */
export type Fate =
  | { kind: 'leave' }
  | { kind: 'cancel' }
  | { kind: 'queue' }
  | { kind: 'resume'; strikes: number }
  | { kind: 'giveUp'; strikes: number };

/**
 * Decides it from what was announced. A cancel that was asked for is carried out. A job that was running goes on, unless
 * it has now ended its engine twice without getting any further in between (a job that kills its engine must not loop).
 */
export function fateOf(snapshot: JobSnapshot, book: JobBook, cancelAsked: boolean): Fate {
  if (isTerminal(snapshot.status)) return { kind: 'leave' };
  if (cancelAsked || snapshot.cancelling) return { kind: 'cancel' };
  if (snapshot.status === 'Queued') return { kind: 'queue' };
  const inVain = snapshot.resumed && !book.progressed && !book.putDown;
  const strikes = inVain ? book.strikes + 1 : book.putDown ? book.strikes : 0;
  return strikes >= MAX_STRIKES ? { kind: 'giveUp', strikes } : { kind: 'resume', strikes };
}

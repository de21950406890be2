import type { JobEvent, JobSnapshot } from '../../protocol/protocol.ts';
import type { DialectState } from './dialect.ts';
import { fieldsOf } from './fields.ts';
import { sayCancelled, sayCompleted, sayFailed } from './say.ts';

/** The event that a stream should have ended with, from the job as it stands; none while it still runs. */
export function endingOf(snapshot: JobSnapshot, state: DialectState, nowMs: number): readonly JobEvent[] {
  const { status, errors, message, artifacts, output, stage } = snapshot;
  const fields = fieldsOf({ errors, message: errors[0]?.message ?? message, artifacts, output });
  const event = { name: 'ending', fields, nowMs };
  if (status === 'Done') return sayCompleted(event, state).events;
  if (status === 'Failed') return sayFailed(event, state, stage).events;
  return status === 'Canceled' ? sayCancelled(event, state, stage).events : [];
}

import assert from 'node:assert/strict';
import { isTerminal, nextStatus, type JobStatus, type Transition } from '../../src/protocol/protocol.ts';

const STATUSES: JobStatus[] = ['Queued', 'Running', 'Done', 'Failed', 'Canceled'];
const TRANSITIONS: Transition[] = ['start', 'complete', 'fail', 'cancel', 'resume', 'retry'];

const LEGAL: Record<string, JobStatus> = {
  'Queued start': 'Running',
  'Queued cancel': 'Canceled',
  // A job whose log or request cannot be used has nothing to run.
  'Queued fail': 'Failed',
  'Running complete': 'Done',
  'Running fail': 'Failed',
  'Running cancel': 'Canceled',
  'Running resume': 'Queued',
  'Failed retry': 'Queued',
  'Canceled retry': 'Queued',
};

describe('status', () => {
  for (const from of STATUSES) {
    for (const transition of TRANSITIONS) {
      const to = LEGAL[`${from} ${transition}`];
      it(to ? `goes from ${from} by ${transition} to ${to}` : `forbids ${transition} when ${from}`, () => {
        assert.equal(nextStatus(from, transition), to);
      });
    }
  }

  it('is terminal when Done, Failed or Canceled', () => {
    assert.deepEqual(STATUSES.filter(isTerminal), ['Done', 'Failed', 'Canceled']);
  });
});

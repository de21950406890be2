import assert from 'node:assert/strict';
import { eventOf, isoTime } from '../../../src/engine/jobs/eventOf.ts';

describe('events as a job announces them', () => {
  it('have the fields that all its events have', () => {
    const draft = { event: 'scene-status', data: { scene: 'one', state: 'built' } } as const;
    assert.deepEqual(eventOf(draft, { jobId: 'job', correlationId: 'corr' }, 0), {
      event: 'scene-status',
      data: {
        jobId: 'job',
        correlationId: 'corr',
        timestamp: '1970-01-01T00:00:00.000Z',
        scene: 'one',
        state: 'built',
      },
    });
  });

  it('say the time as Date does, also when it goes back', () => {
    const minute = Date.UTC(2026, 10, 21, 23, 59);
    const times = [0, 1, 999, 1000, 59_999, 60_000, 60_001, -1, 59_999.7, 10, 86_400_000, -60_000].map(
      (ms) => minute + ms,
    );
    for (const ms of [...times, -1, -60_001, 0, 7]) {
      assert.equal(isoTime(ms), new Date(Math.floor(ms)).toISOString());
    }
  });
});

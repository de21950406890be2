import assert from 'node:assert/strict';
import { EVENT_SCHEMAS, isEventName, isTerminalEvent, parseEvent } from '../../src/protocol/protocol.ts';

const base = { jobId: 'a', correlationId: 'c', timestamp: '2026-11-20T11:00:00.000Z' };
const status = { ...base, status: 'Running', stage: 'tts', percent: 40, attempt: 1, message: 'Scene 3 of 5' };

describe('events from a wire', () => {
  it('lose the fields that we do not know', () => {
    const event = parseEvent('job-status', { ...status, mood: 'good' }, '5-1');
    assert.deepEqual(event, { id: '5-1', event: 'job-status', data: status });
  });

  it('are nothing when their name is unknown', () => {
    for (const name of ['job-danced', '', 'constructor', '__proto__', 'toString']) {
      assert.equal(parseEvent(name, status), undefined);
      assert.equal(isEventName(name), false);
    }
  });

  it('are nothing when their data is wrong', () => {
    for (const data of [null, 7, [], {}, { ...status, percent: '40' }, { ...status, stage: 'sparkle' }]) {
      assert.equal(parseEvent('job-status', data), undefined);
    }
  });

  it('have no id when none was sent', () => {
    assert.deepEqual(parseEvent('heartbeat', { ...base, status: 'alive', intervalSeconds: 5 }), {
      event: 'heartbeat',
      data: { ...base, status: 'alive', intervalSeconds: 5 },
    });
  });

  it('end an attempt only as completed, failed or cancelled', () => {
    const terminal = Object.keys(EVENT_SCHEMAS).filter((event) => isTerminalEvent({ event }));
    assert.deepEqual(terminal, ['job-completed', 'job-failed', 'job-cancelled']);
  });
});

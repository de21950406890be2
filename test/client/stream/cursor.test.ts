import assert from 'node:assert/strict';
import { createCursor } from '../../../src/client/stream/cursor.ts';
import type { JobEvent } from '../../../src/protocol/protocol.ts';

const base = { jobId: 'j', correlationId: 'c', timestamp: '2026-01-01T00:00:00.000Z' };

function warning(id: string): JobEvent {
  return { id, event: 'warning', data: { ...base, message: 'm', step: 'tts' } };
}

function status(lastEventId: string | undefined, gap = false): JobEvent {
  return {
    event: 'job-status',
    data: { ...base, status: 'Running', stage: 'tts', percent: 1, attempt: 1, message: '', lastEventId, gap },
  };
}

describe('the cursor', () => {
  it('accepts each event once and remembers the last', () => {
    const cursor = createCursor();
    assert.ok(cursor.accept(warning('100-0')));
    assert.ok(cursor.accept(warning('100-1')));
    assert.ok(!cursor.accept(warning('100-1')));
    assert.ok(!cursor.accept(warning('100-0')));
    assert.equal(cursor.last, '100-1');
  });

  it('does not accept again what it began after', () => {
    const cursor = createCursor('100-5');
    assert.ok(!cursor.accept(warning('99-4')));
    assert.ok(!cursor.accept(warning('100-5')));
    assert.ok(cursor.accept(warning('100-6')));
  });

  it('is replaced by a gap, even by a lower id', () => {
    const cursor = createCursor('900-50');
    assert.ok(cursor.accept(status('100-3', true)));
    assert.equal(cursor.last, '100-3');
    assert.ok(cursor.accept(warning('950-4')));
    assert.equal(cursor.last, '950-4');
  });

  it('begins where the opening status says, and still takes the event that this names', () => {
    const cursor = createCursor();
    assert.ok(cursor.accept(status('100-3')));
    assert.equal(cursor.last, '100-3');
    assert.ok(!cursor.accept(warning('100-2')));
    assert.ok(cursor.accept(warning('100-3')));
    assert.ok(!cursor.accept(warning('100-3')));
  });

  it('keeps its place when a status of now comes without a gap', () => {
    const cursor = createCursor('100-3');
    assert.ok(cursor.accept(status('100-9')));
    assert.equal(cursor.last, '100-3');
  });

  it('tells ids apart as a whole where they have no order', () => {
    const cursor = createCursor();
    assert.ok(cursor.accept(warning('a')));
    assert.ok(cursor.accept(warning('b')));
    assert.ok(!cursor.accept(warning('a')));
    assert.equal(cursor.last, 'b');
  });

  it('remembers a bounded number of ids', () => {
    const cursor = createCursor();
    for (let index = 0; index < 10_001; index += 1) cursor.accept(warning(`x${index}`));
    assert.ok(cursor.accept(warning('x0')));
    assert.ok(!cursor.accept(warning('x10000')));
  });
});

import assert from 'node:assert/strict';
import { watchIdle } from '../../../src/server/local/idle.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';
import { ENDLESS } from '../behave.ts';
import { createMemoryService, type MemoryService } from '../memoryService.ts';

describe('an engine that nobody needs', () => {
  let clock: FakeClock;
  let service: MemoryService;
  let idle: number;
  let activity: { streams: number; requests: number; lastAt: number };
  let stop: () => void;
  beforeEach(() => {
    clock = createFakeClock();
    service = createMemoryService(clock.now);
    idle = 0;
    activity = { streams: 0, requests: 0, lastAt: clock.now() };
    stop = watchIdle({
      server: { activity: () => activity },
      service,
      clock,
      idleMs: 60_000,
      onIdle: () => {
        idle += 1;
      },
      onError: (error) => assert.fail(String(error)),
    });
  });

  async function pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1000);
      await new Promise(setImmediate);
    }
  }

  it('ends after a minute, once', async () => {
    await pass(59);
    assert.equal(idle, 0);
    await pass(1);
    assert.equal(idle, 1);
    await pass(600);
    assert.equal(idle, 1);
  });

  it('stays a minute longer than the last request', async () => {
    await pass(50);
    activity.lastAt = clock.now();
    await pass(59);
    assert.equal(idle, 0);
    await pass(1);
    assert.equal(idle, 1);
  });

  it('stays as long as a stream is open or a request is answered', async () => {
    for (const what of ['streams', 'requests'] as const) {
      activity[what] = 1;
      await pass(300);
      activity[what] = 0;
      assert.equal(idle, 0);
    }
    await pass(60);
    assert.equal(idle, 1);
  });

  it('stays as long as a job is not finished, and about a minute more', async () => {
    const { id } = await service.start(ENDLESS);
    await pass(600);
    assert.equal(idle, 0);
    service.complete(id);
    await pass(44);
    assert.equal(idle, 0);
    await pass(16);
    assert.equal(idle, 1);
  });

  it('does not end when it was told not to look any more', async () => {
    stop();
    await pass(120);
    assert.equal(idle, 0);
    assert.equal(clock.pending(), 0);
  });
});

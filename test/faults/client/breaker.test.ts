import assert from 'node:assert/strict';
import type { ConnectionState } from '../../../src/protocol/protocol.ts';
import { REMOTE_POLICY } from '../../../src/client/stream/policy.ts';
import { manualClock } from '../../engine/jobs/manualClock.ts';
import { until } from '../../support/until.ts';
import { drop } from '../faults.ts';
import { openRig, type Rig } from '../rig.ts';
import { expectWhole, watchWhole } from '../whole.ts';

const BROKEN = 'The Aura server broke the connection';

describe('faults of the client: its breaker', () => {
  let rig: Rig | undefined;
  afterEach(() => rig?.close());

  for (const watchers of [1, 20]) {
    it(`opens after five failures for a minute, then lets exactly one probe of ${watchers} streams through`, async () => {
      const clock = manualClock(1_800_000_000_000);
      let broken = true;
      rig = await openRig({
        streams: (connection) => (broken ? drop(connection) : connection.pass()),
        policy: REMOTE_POLICY,
        client: { clock, random: () => 1 },
      });
      const { client, proxy, service } = rig;
      const asked = (): number => proxy.streams.length;
      const job = await rig.job();
      const states: ConnectionState[] = [];
      const watching = Array.from({ length: watchers }, (_, index) =>
        watchWhole(client, job.id, { known: job.known }, ({ connection }) => {
          states[index] = connection;
        }),
      );
      const all = (wanted: (state: ConnectionState) => boolean) => (): boolean =>
        states.length === watchers && states.every(wanted);
      const pausedUntil = (ms: number) => all((state) => state.kind === 'paused' && state.untilMs === ms);

      for (const delay of [1000, 2000, 4000, 8000]) {
        await until(all((state) => state.kind === 'reconnecting' && state.nextAtMs === clock.now() + delay));
        const before = asked();
        clock.advance(delay - 1);
        assert.equal(asked(), before);
        clock.advance(1);
        await until(() => asked() === before + watchers);
      }
      await until(pausedUntil(clock.now() + 60_000));
      const opened = asked();
      assert.equal(opened, 5 * watchers);

      clock.advance(59_999);
      assert.equal(asked(), opened);
      clock.advance(1);
      await until(pausedUntil(clock.now() + 60_000), 'another minute');
      assert.equal(asked(), opened + 1, 'one probe');

      // Reconnect Now, clicked three times by an impatient person.
      for (let click = 0; click < 3; click += 1) client.wake();
      await until(() => asked() === opened + 2);
      await until(pausedUntil(clock.now() + 60_000));
      assert.equal(asked(), opened + 2, 'one probe for all the clicks');

      broken = false;
      clock.advance(60_000);
      await until(
        all((state) => state.kind === 'live'),
        'all streams back',
      );
      job.say(5);
      job.complete();
      for (const seen of await Promise.all(watching)) {
        await expectWhole({ service, id: job.id }, seen, { says: [BROKEN] });
      }
    });
  }
});

import assert from 'node:assert/strict';
import {
  after,
  afterBytes,
  behindEvent,
  crlf,
  cut,
  drop,
  through,
  type Change,
  type Place,
} from '../faults.ts';
import type { Ending } from '../proxy.ts';
import { openRig, watchJob, type Rig } from '../rig.ts';
import { expectWhole } from '../whole.ts';

const BROKEN = 'The Aura server broke the connection';

/** Where a stream is cut; number 3 is of the replay, number 14 is told live. */
const PLACES: readonly [string, Place, ...Change[]][] = [
  ['before its first byte', afterBytes(0)],
  ['in the middle of an event', after(/^id: \d+-3\nevent: .*\ndata: .{40}/m)],
  ['in the middle of a live event', after(/^id: \d+-14\nevent: .*\ndata: .{40}/m)],
  ['inside a UTF-8 character', after(/^id: \d+-3\n.+\n.+\xe2\x86/m)],
  ['in the id line', after(/^id: \d+/m)],
  ['between an id and its line break', after(/^id: \d+-14(?=\n)/m)],
  ['behind an id line', after(/^id: \d+-3\n/m)],
  ['between the two line breaks that end an event', after(/^id: \d+-3\n(?:.+\n)+(?=\n)/m)],
  ['between two events', behindEvent(3)],
  ['between CR and LF', after(/^id: \d+-3\r\n(?:.+\r\n)+\r(?=\n)/m), crlf],
];

const ENDINGS: readonly [string, Ending, string | undefined][] = [
  ['reset', 'reset', BROKEN],
  ['closed', 'fin', BROKEN],
  ['ended as if in order', 'end', undefined],
  ['closed slowly', 'slow', BROKEN],
];

describe('faults of the transport: a stream', () => {
  let rig: Rig | undefined;
  afterEach(() => rig?.close());

  it('that is reset before any answer is resumed and whole', async () => {
    rig = await openRig({ streams: [drop, drop] });
    const job = await rig.job();
    const seen = await watchJob(rig, job);
    await expectWhole({ service: rig.service, id: job.id }, seen, { says: [BROKEN] });
    assert.equal(rig.proxy.streams.length, 3);
  });

  for (const [where, at, ...more] of PLACES) {
    for (const [how, ending, says] of ENDINGS) {
      it(`that is ${how} ${where} is resumed and whole`, async () => {
        rig = await openRig({ streams: [through(...more, cut(at, ending))] });
        const job = await rig.job();
        const seen = await watchJob(rig, job);
        await expectWhole({ service: rig.service, id: job.id }, seen, { says: says ? [says] : [] });
        assert.equal(rig.proxy.streams.length, 2);
      });
    }
  }
});

import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/protocol/protocol.ts';
import { answers, late, pass } from '../faults.ts';
import type { Fault } from '../proxy.ts';
import { openRig, watchJob, type Rig, type RigOptions } from '../rig.ts';
import { expectForPeople, expectWhole } from '../whole.ts';

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<html><head><title>502 Bad Gateway</title></head><body><h1>Sorry</h1></body></html>';
const NOT_OURS = 'The answer is not from an Aura server';

/** An hour behind Greenwich in winter, so that a date that is taken for local time is noticed. */
const ELSEWHERE = 'Atlantic/Azores';

describe('faults of the transport: an answer', () => {
  let rig: Rig | undefined;
  afterEach(() => rig?.close());

  const transient: readonly [number, Record<string, string>, string, string][] = [
    [502, HTML, PAGE, 'a page of a proxy'],
    [503, HTML, PAGE, 'a page of a proxy'],
    [504, HTML, PAGE, 'a page of a proxy'],
    [500, { 'content-type': 'application/json' }, '{', 'JSON that is none'],
    [503, { 'content-type': 'application/json' }, '{"nothing": 1}', 'JSON that is no problem'],
    [408, {}, '', 'nothing'],
    [425, {}, '', 'nothing'],
    [429, {}, '', 'nothing'],
  ];
  for (const [status, headers, body, what] of transient) {
    it(`of ${status} with ${what} is waited out, and said in one sentence`, async () => {
      const fault = answers(status, headers, body);
      rig = await openRig({ streams: [fault, fault, fault] });
      const job = await rig.job();
      const seen = await watchJob(rig, job);
      await expectWhole({ service: rig.service, id: job.id }, seen, { says: [/server/] });
      assert.equal(rig.proxy.streams.length, 4);
    });
  }

  const in30s = (): Date => new Date(Date.now() + 30_000);
  const forms: readonly [string, () => string, [number, number]][] = [
    ['in seconds', () => '30', [29_000, 30_000]],
    ['as a date', () => in30s().toUTCString(), [28_000, 30_000]],
    ['as a date of RFC 850', () => rfc850(in30s()), [28_000, 30_000]],
    ['as a date of asctime', () => asctime(in30s()), [28_000, 30_000]],
    ['as a date of the past', () => 'Sun, 06 Nov 1994 08:49:37 GMT', [0, 100]],
    ['of no time at all', () => '0', [0, 100]],
    ['that is negative', () => '-30', [0, 100]],
    ['that is absurd', () => '9'.repeat(400), [590_000, 3_600_000]],
    ['as a date in a thousand years', () => 'Fri, 21 Nov 3026 08:49:37 GMT', [590_000, 3_600_000]],
    ['that is nonsense', () => 'when I am ready', [0, 100]],
    ['that is empty', () => '', [0, 100]],
  ];
  for (const [what, form, [least, most]] of forms) {
    for (const status of [429, 503]) {
      it(`of ${status} with a Retry-After ${what} is obeyed as far as it makes sense`, async () => {
        const zone = process.env['TZ'];
        process.env['TZ'] = ELSEWHERE;
        try {
          rig = await openRig({ streams: [answers(status, { 'retry-after': form() })] });
          const job = await rig.job();
          let waited = -1;
          const seen = await watchJob(rig, job, ({ connection }) => {
            if (connection.kind !== 'reconnecting' || waited >= 0) return;
            waited = Math.max(0, connection.nextAtMs - Date.now());
            // One click on Reconnect Now.
            rig?.client.wake();
          });
          assert.ok(waited >= least && waited <= most, `${waited} ms`);
          await expectWhole({ service: rig.service, id: job.id }, seen, { says: [/server/] });
        } finally {
          if (zone === undefined) delete process.env['TZ'];
          else process.env['TZ'] = zone;
        }
      });
    }
  }

  const finals: readonly [number, ErrorCode][] = [
    [400, 'E400-BAD_REQUEST'],
    [401, 'E401-UNAUTHORIZED'],
    [403, 'E403-FORBIDDEN'],
    [404, 'E404-NOT_FOUND'],
    [410, 'E404-NOT_FOUND'],
    [422, 'E422-SCRIPT'],
  ];
  for (const [status, code] of finals) {
    it(`of ${status} is final, and said once`, async () => {
      rig = await openRig({ streams: [pass, answers(status, HTML, PAGE)] });
      const job = await rig.job();
      const { client, running } = rig;
      await assert.rejects(
        watchJob(rig, job, ({ snapshot }) => {
          if (snapshot.lastEventId?.endsWith('-9')) void running.server.close();
        }),
        (error) => {
          expectForPeople(error);
          assert.equal(error.code, code);
          return true;
        },
      );
      assert.equal(rig.proxy.streams.length, 2);
      client.close();
    });
  }

  it('of 204 ends the stream without a word', async () => {
    rig = await openRig({ streams: answers(204) });
    const job = await rig.job();
    const seen = await watchJob(rig, job);
    assert.deepEqual(
      seen.items.filter(({ trouble }) => trouble),
      [],
    );
    assert.equal(seen.items.at(-1)?.connection.kind, 'closed');
    assert.equal(rig.proxy.streams.length, 1);
  });

  const portals: readonly [string, Fault][] = [
    ['HTML', answers(200, HTML, PAGE)],
    ['JSON', answers(200, { 'content-type': 'application/json' }, '{"login": "please"}')],
    ['nothing, of no type', answers(200)],
    ['nothing, as an event stream', answers(200, { 'content-type': 'text/event-stream' })],
  ];
  for (const [what, portal] of portals) {
    it(`of 200 with ${what} to every stream makes the client poll, and the job ends`, async () => {
      const { seen, told } = await through({ streams: portal });
      await expectWhole(told, seen, { statesOnly: true, maySay: new RegExp(`^${NOT_OURS}$`) });
      assert.ok(seen.items.some(({ connection }) => connection.kind === 'polling'));
    });

    it(`of 200 with ${what} to everything is waited out, and said`, async () => {
      let open = false;
      const gate = (connection: Parameters<Fault>[0]): void | Promise<void> =>
        open ? connection.pass() : portal(connection);
      const { seen, told } = await through({ streams: gate, others: gate }, (asked) => {
        if (asked >= 2) open = true;
      });
      await expectWhole(told, seen, { says: [NOT_OURS] });
    });
  }

  it('that is late is waited for', async () => {
    const { seen, told } = await through({ streams: [late(80, pass)] });
    await expectWhole(told, seen);
  });

  async function through(options: RigOptions, onPoll: (count: number) => void = () => undefined) {
    rig = await openRig({ ...options, policy: { probeMs: 60 } });
    const { proxy, service } = rig;
    const job = await rig.job();
    const seen = await watchJob(rig, job, () => onPoll(proxy.others.length));
    return { seen, told: { service, id: job.id } };
  }
});

/** `Sunday, 06-Nov-94 08:49:37 GMT` */
function rfc850(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(/,? /);
  const weekday = date.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${weekday}, ${day}-${month}-${year?.slice(2)} ${time} GMT`;
}

/** `Sun Nov  6 08:49:37 1994` */
function asctime(date: Date): string {
  const [weekday, day, month, year, time] = date.toUTCString().split(/,? /);
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`;
}

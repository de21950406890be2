import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import type { JobSnapshot } from '../../../src/protocol/protocol.ts';
import { take } from '../../contract/jobService.ts';
import { ask, messages } from '../../support/http.ts';
import { TOKEN } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { expectWhole, watchWhole } from '../whole.ts';
import { openEngineRig, type EngineRig } from './engineRig.ts';

describe('faults of resuming: an id', () => {
  let rig: EngineRig;
  let job: JobSnapshot;
  beforeEach(async () => {
    rig = await openEngineRig({ engine: { keepEvents: 100 } });
    job = await rig.job();
    rig.film.say(10);
    await rig.reached(job.id, 10);
  });
  afterEach(() => rig.close());

  const ms = (): number => Number(job.lastEventId?.split('-')[0]);
  const foreign: readonly [string, () => string][] = [
    // Never that of an event: it would be older than the first.
    ['of another time', () => `${ms() - 1}-3`],
    ['of the future', () => `${ms()}-4000`],
    ['of another job', () => '1600000000000-0'],
    ['of no job', () => '0-0'],
    ['that is larger than any number', () => `${'9'.repeat(15)}-${'9'.repeat(15)}`],
    ['that is half an id', () => `${ms()}-`],
    ['with a sign', () => `${ms()}--1`],
    ['with three parts', () => `${ms()}-0-0`],
    ['with a blank', () => `${ms()} -0`],
    ['that is a path', () => '../../etc/passwd'],
    ['that is no id at all', () => 'nonsense'],
    ['with NUL', () => `${ms()}-0\0`],
    ['with line breaks', () => `${ms()}-0\r\nX-Evil: 1`],
    ['of Unicode digits', () => '１７９５-１'],
    ['with an emoji', () => '🎬-1'],
    ['of 10 KB', () => '7'.repeat(10_000)],
  ];
  for (const [what, of] of foreign) {
    it(`${what} is answered with a gap, and the job is followed from where it stands`, async () => {
      const id = of();
      let finished = false;
      const seen = await watchWhole(rig.client, job.id, { after: id, known: job }, ({ event }) => {
        if (finished || event?.event !== 'job-status' || !event.data.gap) return;
        finished = true;
        rig.film.say(5);
        rig.film.finish();
      });
      await expectWhole({ service: rig.engine, id: job.id }, seen, { gaps: 1 });
      assert.equal(rig.proxy.streams.length, 1);
    });

    it(`${what} in the address or the header gives the whole truth at once to any reader`, async () => {
      const id = of();
      const { lastEventId } = await rig.engine.get(job.id);
      const url = `${rig.running.url}/api/jobs/${job.id}/events`;
      const [first] = await take(messages(await ask(`${url}?lastEventId=${encodeURIComponent(id)}`)), 1);
      const told = [first?.event, first?.json['gap'], first?.json['isReconnect'], first?.json['lastEventId']];
      assert.deepEqual(told, ['job-status', true, true, lastEventId]);
      // What no header can carry, a reader cannot send.
      if (/[\r\n\0]/.test(id)) return;
      const text = await firstBytes(url, Buffer.from(id).toString('latin1'));
      assert.match(
        text,
        new RegExp(
          `"lastEventId":"${lastEventId}","?.*"gap":true|"gap":true.*"lastEventId":"${lastEventId}"`,
        ),
      );
    });
  }

  it('of every event of the log gives exactly what follows', async () => {
    await rig.ended(job.id);
    for (let seq = 0; seq < 12; seq += 1) {
      const { value: after } = await nth(rig, job.id, seq);
      const seen = await watchWhole(rig.client, job.id, { after, known: job });
      await expectWhole({ service: rig.engine, id: job.id }, seen);
    }
  });

  it('that the log has dropped is answered with a gap', async () => {
    rig.film.say(400);
    await until(async () => {
      const [first] = await take(rig.engine.events(job.id, { fromStart: true }), 1);
      return first?.event === 'job-status' && first.data.gap === true;
    }, 'the shortening of the log');
    const seen = await watchWhole(rig.client, job.id, { known: job }, ({ event }) => {
      if (event?.event === 'job-status' && event.data.gap) rig.film.finish();
    });
    await expectWhole({ service: rig.engine, id: job.id }, seen, { gaps: 1 });
  });

  it('of a job that has ended gives the rest and the end; its last one gives nothing, and is not asked again', async () => {
    await rig.ended(job.id);
    const { lastEventId = '' } = await rig.engine.get(job.id);
    const rest = await watchWhole(rig.client, job.id, { known: job });
    await expectWhole({ service: rig.engine, id: job.id }, rest);
    const before = rig.proxy.streams.length;
    const none = [];
    for await (const event of rig.client.events(job.id, { after: lastEventId })) none.push(event);
    assert.deepEqual(none, []);
    assert.equal(rig.proxy.streams.length, before + 1);
    const foreign = await watchWhole(rig.client, job.id, { after: 'nonsense', known: job });
    assert.deepEqual(
      foreign.items.flatMap(({ event }) => (event ? [event.event] : [])),
      ['job-status', 'job-completed'],
    );
  });
});

async function nth(rig: EngineRig, id: string, seq: number): Promise<{ value: string }> {
  for await (const event of rig.engine.events(id, { fromStart: true })) {
    if (event.id?.endsWith(`-${seq}`)) return { value: event.id };
  }
  throw new Error(`There is no event ${seq}`);
}

/** The first event of a stream, asked for with these very bytes as `Last-Event-ID`. */
async function firstBytes(url: string, id: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { headers: { authorization: `Bearer ${TOKEN}`, 'last-event-id': id } });
    let text = '';
    asked.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (!/data: .*\n\n/.test(text)) return;
        resolve(text);
        asked.destroy();
      });
      response.on('end', () => resolve(text));
    });
    asked.on('error', reject);
    asked.end();
  });
}

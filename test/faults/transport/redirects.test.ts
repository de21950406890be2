import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answers } from '../faults.ts';
import type { Fault } from '../proxy.ts';
import { openRig, watchJob, type Rig } from '../rig.ts';
import { expectForPeople, expectWhole } from '../whole.ts';

const ELSEWHERE = 'The server’s address leads elsewhere';
const REDIRECTS = [301, 302, 303, 307, 308];

describe('faults of the transport: a redirect', () => {
  let rig: Rig | undefined;
  afterEach(() => rig?.close());

  for (const status of [301, 302, 307, 308]) {
    it(`of ${status} within the server is followed`, async () => {
      rig = await openRig({
        streams: [(connection) => answers(status, { location: connection.request.path })(connection)],
      });
      const job = await rig.job();
      const seen = await watchJob(rig, job);
      await expectWhole({ service: rig.service, id: job.id }, seen);
      assert.equal(rig.proxy.streams.length, 2);
      assert.ok(rig.proxy.streams.every(({ headers }) => headers['last-event-id'] === job.known.lastEventId));
    });
  }

  it('that leads round in a circle is given up after a few turns, said, and tried again later', async () => {
    const round: Fault = (connection) => answers(302, { location: connection.request.path })(connection);
    rig = await openRig({ streams: Array<Fault>(6).fill(round) });
    const job = await rig.job();
    const seen = await watchJob(rig, job);
    await expectWhole({ service: rig.service, id: job.id }, seen, { says: [ELSEWHERE] });
    assert.equal(rig.proxy.streams.length, 7);
  });

  for (const status of REDIRECTS) {
    it(`of ${status} to another origin is said, and neither the token nor anything else is sent there`, async () => {
      const asked: IncomingHttpHeaders[] = [];
      const other = createServer((request, response) => {
        asked.push(request.headers);
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
      });
      await new Promise<void>((resolve) => {
        other.listen(0, '127.0.0.1', resolve);
      });
      const { port } = other.address() as AddressInfo;
      const away = answers(status, { location: `http://127.0.0.1:${port}/api/events` });
      try {
        rig = await openRig({ streams: [away, away], others: [away] });
        const job = await rig.job();
        await assert.rejects(rig.client.get(job.id), (error) => {
          expectForPeople(error);
          assert.equal(error.message, ELSEWHERE);
          return true;
        });
        const watching = watchJob(rig, job);
        // One that is meant for ever is not tried again.
        if (status === 301 || status === 308) await assert.rejects(watching, { message: ELSEWHERE });
        else await expectWhole({ service: rig.service, id: job.id }, await watching, { says: [ELSEWHERE] });
        assert.deepEqual(asked, []);
      } finally {
        other.close();
      }
    });
  }

  const odd: readonly [string, string | undefined][] = [
    ['nowhere', undefined],
    ['to what is no address', 'http://['],
    ['to a file', 'file:///etc/passwd'],
    ['to the same host at another port', 'http://127.0.0.1:1/api/events'],
    ['to a host that begins like ours', 'http://127.0.0.1.example.test/'],
    ['to ours with a name in it', 'http://127.0.0.1@example.test/'],
  ];
  for (const [where, location] of odd) {
    it(`${where} is said and not followed`, async () => {
      rig = await openRig({ streams: [answers(302, location === undefined ? {} : { location })] });
      const job = await rig.job();
      const seen = await watchJob(rig, job);
      await expectWhole({ service: rig.service, id: job.id }, seen, { says: [ELSEWHERE] });
      assert.equal(rig.proxy.streams.length, 2);
    });
  }
});

import assert from 'node:assert/strict';
import { createAuraClient, type AuraClient } from '../../../src/client/client.ts';
import type { StreamPolicy } from '../../../src/client/stream/policy.ts';
import type { ConnectionState } from '../../../src/protocol/protocol.ts';
import { createMemoryService, type MemoryService } from '../../server/memoryService.ts';
import { runServer, TOKEN, type RunningServer } from '../../support/server.ts';
import { QUICK, talkingJob, watchJob, type TalkingJob } from '../rig.ts';
import { expectWhole, watchWhole, type Expected, type Seen } from '../whole.ts';
import { findNginx, type Nginx } from './findNginx.ts';
import { runNginx, type RunningNginx } from './nginx.ts';

const SILENT = 'The Aura server does not answer';

describe('behind nginx, a stream', () => {
  let nginx: Nginx;
  let service: MemoryService;
  let running: RunningServer;
  let front: RunningNginx | undefined;
  let client: AuraClient | undefined;
  let job: TalkingJob;

  before(async function find() {
    this.timeout(600_000);
    const found = await findNginx();
    if ('missing' in found) {
      console.log(`    skipped: ${found.missing}`);
      this.skip();
    } else nginx = found;
  });

  beforeEach(async () => {
    service = createMemoryService();
    running = await runServer(service, 'tcp', { heartbeatSeconds: 0.5 });
    job = await talkingJob(service);
  });
  afterEach(async () => {
    client?.close();
    await front?.close();
    await running.close();
  });

  /** A client of the server through nginx, which passes everything on with these directives besides. */
  async function through(
    directives: string,
    { http, policy, path = '/' }: { http?: string; policy?: Partial<StreamPolicy>; path?: string } = {},
  ): Promise<AuraClient> {
    const locations = `location ${path} { proxy_pass ${running.url}/; ${directives} }`;
    front = await runNginx(nginx, { locations, ...(http === undefined ? {} : { http }) });
    client = createAuraClient({
      endpoint: { url: `${front.url}${path}`, token: TOKEN },
      policy: { ...QUICK, probeMs: 60_000, ...policy },
    });
    return client;
  }

  async function whole(seen: Seen, expected?: Expected): Promise<void> {
    await expectWhole({ service, id: job.id }, seen, expected);
  }

  it('is live with nginx’s own settings: the server asks not to be buffered', async () => {
    const seen = await watchJob({ client: await through('') }, job);
    await whole(seen);
    assert.deepEqual(kinds(seen), ['connecting', 'live', 'closed']);
  });

  it('is live over HTTP/1.1 and kept connections, too', async () => {
    const kept = await through('proxy_http_version 1.1; proxy_set_header Connection "";');
    const seen = await watchJob({ client: kept }, job);
    await whole(seen);
    assert.deepEqual(kinds(seen), ['connecting', 'live', 'closed']);
  });

  it('that is held back all the same makes the client poll and say so; nothing is lost, and the job ends', async () => {
    const held = await through('proxy_ignore_headers X-Accel-Buffering; proxy_buffering on;', {
      policy: { connectMs: 700 },
    });
    const seen = await watchJob({ client: held }, job);
    await whole(seen, { says: [SILENT] });
    assert.ok(kinds(seen).includes('polling'), kinds(seen).join(' → '));
    assert.equal(seen.items.at(-1)?.snapshot.status, 'Done');
  });

  it('is not packed by a proxy that packs', async () => {
    const http = 'gzip on; gzip_min_length 1; gzip_proxied any; gzip_types *;';
    const seen = await watchJob({ client: await through('', { http }) }, job);
    await whole(seen);
    assert.deepEqual(kinds(seen), ['connecting', 'live', 'closed']);
  });

  it('is reached below a path of the proxy', async () => {
    const below = await through('', { path: '/films/aura/' });
    const seen = await watchJob({ client: below }, job);
    await whole(seen);
    assert.equal((await below.get(job.id)).status, 'Done');
  });

  it('that nginx ends before the heartbeat is resumed each time', async () => {
    await running.close();
    running = await runServer(service, 'tcp', { heartbeatSeconds: 30 });
    let lives = 0;
    const impatient = await through('proxy_read_timeout 100ms;');
    const seen = await watchWhole(impatient, job.id, { known: job.known }, ({ connection, event }) => {
      if (connection.kind === 'live' && !event) lives += 1;
      if (lives !== 4) return;
      lives += 1;
      job.say(5);
      job.complete();
    });
    await whole(seen, { says: ['The Aura server broke the connection'] });
  });

  it('outlives a restart of the server: nginx’s pages of 502 are waited out', async () => {
    const port = Number(new URL(running.url).port);
    const first = running;
    let stage: 'first' | 'down' | 'second' = 'first';
    const proxied = await through('');
    const seen = await watchWhole(proxied, job.id, { known: job.known }, ({ snapshot, trouble }) => {
      if (stage === 'first' && snapshot.lastEventId?.endsWith('-9')) {
        stage = 'down';
        void first.close();
      } else if (stage === 'down' && /502|proxy/.test(`${trouble?.message} ${trouble?.details}`)) {
        stage = 'second';
        void restart();
      }
    });
    await whole(seen, { says: [/server/] });

    async function restart(): Promise<void> {
      running = await runServer(service, 'tcp', { listen: { host: '127.0.0.1', port } });
      job.say(10);
      job.complete();
    }
  });
});

/** The kinds of connection, each change once. */
function kinds({ items }: Seen): ConnectionState['kind'][] {
  const all = items.map(({ connection }) => connection.kind);
  return all.filter((kind, index) => kind !== all[index - 1]);
}

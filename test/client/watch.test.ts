import assert from 'node:assert/strict';
import { createAuraClient, type AuraClient } from '../../src/client/client.ts';
import { AuraError, type ConnectionState } from '../../src/protocol/protocol.ts';
import { collect } from '../contract/jobService.ts';
import { behaving, progress, script } from '../server/behave.ts';
import { createMemoryService } from '../server/memoryService.ts';
import { createFakeClock } from '../support/clock.ts';
import {
  frame,
  scriptedServer,
  stream,
  type Answer,
  type ScriptedServer,
} from '../support/scriptedServer.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../support/server.ts';

const QUICK = { baseMs: 4, capMs: 8, pollMs: 10, breaker: { failures: 5, pauseMs: 20 } };

describe('a job that is watched', () => {
  let server: ScriptedServer | undefined;
  let client: AuraClient | undefined;
  afterEach(async () => {
    client?.close();
    await server?.close();
  });

  it('goes on by id when the server is restarted under it', async () => {
    const service = behaving(createMemoryService());
    const first = await runServer(service, 'tcp');
    const port = Number(new URL(first.url).port);
    const { id } = await service.forOwner(OWNER).start(script('endless'));
    client = createAuraClient({ endpoint: { url: first.url, token: TOKEN }, policy: QUICK });
    const seen: (string | undefined)[] = [];
    const reading = (async () => {
      for await (const event of client.events(id, { fromStart: true })) {
        seen.push(event.id);
        if (seen.length === 3) void first.server.close();
      }
    })();
    const told = [(await service.get(id)).lastEventId];
    for (const percent of [10, 20]) told.push(progress(service, id, percent));
    while (first.server.activity().streams > 0 || seen.length < 3) await new Promise(setImmediate);
    for (const percent of [30, 40]) told.push(progress(service, id, percent));
    const second = await runServer(service, 'tcp', { listen: { host: '127.0.0.1', port } });
    service.complete(id);
    await reading;
    told.push((await service.get(id)).lastEventId);
    assert.deepEqual(seen, told);
    await Promise.all([first.close(), second.close()]);
  });

  it('is watched from what was known of the job while its server is still away', async () => {
    const service = behaving(createMemoryService());
    const first = await runServer(service, 'tcp');
    const port = Number(new URL(first.url).port);
    const known = await service.forOwner(OWNER).start(script('endless'));
    await first.close();
    client = createAuraClient({
      endpoint: { url: first.url, token: TOKEN },
      policy: { ...QUICK, capMs: 50 },
    });
    const states: ConnectionState['kind'][] = [];
    let second: RunningServer | undefined;
    let last = known;
    for await (const { connection, snapshot, trouble } of client.watch(known.id, { known })) {
      last = snapshot;
      if (states.at(-1) !== connection.kind) states.push(connection.kind);
      if (connection.kind === 'reconnecting' && !second) {
        assert.equal(trouble?.code, 'E503-UNAVAILABLE');
        second = await runServer(service, 'tcp', { listen: { host: '127.0.0.1', port } });
        progress(service, known.id, 10);
        service.complete(known.id);
      }
    }
    assert.deepEqual(states, ['connecting', 'reconnecting', 'live', 'closed']);
    assert.equal(last.status, 'Done');
    assert.equal(last.percent, 100);
    assert.equal(last.lastEventId, (await service.get(known.id)).lastEventId);
    await second?.close();
  });

  it('is waited for when its server is away from the very first request on, and says how that fares', async () => {
    const service = behaving(createMemoryService());
    const first = await runServer(service, 'tcp');
    const port = Number(new URL(first.url).port);
    const { id } = await service.forOwner(OWNER).start(script('endless'));
    await first.close();
    client = createAuraClient({
      endpoint: { url: first.url, token: TOKEN },
      policy: { ...QUICK, capMs: 50 },
    });
    const before: ConnectionState['kind'][] = [];
    let opening: Promise<RunningServer> | undefined;
    let last = '';
    const watched = client.watch(id, {
      onConnection(state, trouble) {
        before.push(state.kind);
        if (state.kind !== 'reconnecting') return;
        assert.equal(trouble?.code, 'E503-UNAVAILABLE');
        opening ??= runServer(service, 'tcp', { listen: { host: '127.0.0.1', port } });
      },
    });
    for await (const { snapshot } of watched) {
      last = snapshot.status;
      if (snapshot.status === 'Running') service.complete(id);
    }
    assert.deepEqual(before.slice(0, 2), ['connecting', 'reconnecting']);
    assert.equal(last, 'Done');
    await (await opening)?.close();
  });

  it('is not waited for when nobody knows the job, the token is wrong, or the client is closed', async () => {
    const answers = [404, 401].map(
      (status): Answer =>
        (response) =>
          response.writeHead(status).end(),
    );
    for (const answer of answers) {
      server = await scriptedServer([], answer);
      client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy: QUICK });
      await assert.rejects(collect(client.watch('j')), (error) => AuraError.is(error));
      await server.close();
    }
    const away = createAuraClient({ endpoint: { url: server?.url ?? '', token: TOKEN }, policy: QUICK });
    const watching = collect(away.watch('j'));
    const stop = new AbortController();
    const other = collect(away.watch('j', { signal: stop.signal }));
    stop.abort();
    assert.deepEqual(await other, []);
    away.close();
    assert.deepEqual(await watching, []);
  });

  it('ends with the job as it is when the server has nothing more to tell, not as it was', async () => {
    let asked = 0;
    const nothing: Answer = (response) => void response.writeHead(204).end();
    server = await scriptedServer([nothing], (response) => {
      asked += 1;
      // The first answer is from before the end; the second is lost on the way.
      if (asked === 2) return void response.writeHead(503).end();
      const status = asked === 1 ? 'Running' : 'Done';
      const snapshot = { ...server?.snapshot, status, lastEventId: '1000-4' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(snapshot));
    });
    client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy: QUICK });
    const seen = await collect(client.watch('j'));
    assert.equal(seen.at(-1)?.snapshot.status, 'Done');
    assert.equal(seen.at(-1)?.connection.kind, 'closed');
  });

  it('tells when the last byte came, a comment too', async () => {
    const clock = createFakeClock();
    let comment: (() => void) | undefined;
    const quiet: Answer = (response) => {
      stream(response).write(frame(0));
      comment = () => response.write(':\n\n');
    };
    server = await scriptedServer([quiet]);
    client = createAuraClient({ endpoint: { url: server.url, token: TOKEN }, policy: QUICK, clock });
    const start = clock.now();
    for await (const { event, lastHeardMs } of client.watch('j')) {
      if (event) {
        assert.equal(lastHeardMs, start);
        clock.advance(5000);
        comment?.();
      } else if (lastHeardMs !== undefined && lastHeardMs > start) {
        assert.equal(lastHeardMs, start + 5000);
        return;
      }
    }
    assert.fail('the comment was not told');
  });
});

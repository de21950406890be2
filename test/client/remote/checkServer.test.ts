import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkServer } from '../../../src/client/remote/checkServer.ts';
import { findServer } from '../../../src/client/remote/findServer.ts';
import { foreignServer } from '../../support/foreignServer.ts';
import { AuraError, type JobService } from '../../../src/protocol/protocol.ts';
import { createMemoryService } from '../../server/memoryService.ts';
import { runServer, type RunningServer, TOKEN } from '../../support/server.ts';

describe('trying a server before it is used', () => {
  const open: (RunningServer | Server)[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) {
      if ('url' in server) await server.close();
      else await new Promise((closed) => server.close(closed).closeAllConnections());
    }
  });

  const aura = async (changes: Partial<JobService> = {}) => {
    const service = { ...createMemoryService(), ...changes };
    const running = await runServer({ ...service, forOwner: () => service } as typeof service, 'tcp');
    open.push(running);
    return running.url;
  };
  const web = async (listener: RequestListener) => {
    const server = createServer(listener);
    open.push(server);
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const json =
    (body: unknown): RequestListener =>
    (_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    };
  const words = (code: string, message: RegExp) => (error: unknown) => {
    assert.ok(AuraError.is(error));
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.notEqual(error.remediation, '');
    return true;
  };

  it('finds one that is there, and shows it no token', async () => {
    const shown: (string | undefined)[] = [];
    const url = await web((request, response) => {
      shown.push(request.headers.authorization);
      json({ status: 'alive', protocol: 1 })(request, response);
    });
    await findServer(url);
    assert.equal(shown.join().replace('Bearer', '').trim(), '');
    await findServer(await aura());
  });

  it('takes the right token, and tells a wrong one', async () => {
    const url = await aura();
    assert.equal((await checkServer({ origin: url, token: TOKEN })).version, '0.0.0');
    const wrong = checkServer({ origin: url, token: 'wrong' });
    await assert.rejects(wrong, words('E401-UNAUTHORIZED', /^127\.0\.0\.1:\d+ does not accept this token$/));
  });

  it('knows one of another make, which needs no token and does not say whether it is ready', async () => {
    const foreign = await foreignServer();
    try {
      assert.equal(await findServer(foreign.url), 'foreign');
      assert.equal((await checkServer({ origin: foreign.url, token: '' })).version, '');
    } finally {
      await foreign.close();
    }
    const jobsOnly = await web((request, response) => {
      if (request.url !== '/api/jobs?limit=1') return response.writeHead(404).end();
      if (request.headers.authorization === 'Bearer right') return json({ jobs: [] })(request, response);
      return response.writeHead(request.headers.authorization === undefined ? 200 : 401).end('[]');
    });
    assert.equal(await findServer(jobsOnly), 'foreign');
    await checkServer({ origin: jobsOnly, token: 'right' });
    const wrong = checkServer({ origin: jobsOnly, token: 'wrong' });
    await assert.rejects(wrong, words('E401-UNAUTHORIZED', /does not accept this token/));
  });

  it('tells when the server could not make films', async () => {
    const capabilities = { ...(await createMemoryService().capabilities()) };
    delete capabilities.ffmpeg;
    const url = await aura({ capabilities: async () => capabilities });
    const asked = checkServer({ origin: url, token: TOKEN });
    await assert.rejects(asked, words('E302-FFMPEG_NOT_FOUND', /has no ffmpeg/));
  });

  it('waits for a server that is just starting', async () => {
    let asked = 0;
    const url = await web((request, response) => {
      asked += 1;
      if (asked > 2) return json({ status: 'ready', version: '1.2.3' })(request, response);
      response.writeHead(503).end(JSON.stringify({ status: 'starting', checks: { engine: 'starting' } }));
    });
    const clock = {
      now: () => 0,
      after: (_ms: number, run: () => void) => (setImmediate(run), () => undefined),
    };
    const { version } = await checkServer({ origin: url, token: TOKEN }, undefined, clock);
    assert.equal(version, '1.2.3');
    assert.equal(asked, 3);
  });

  it('says what is amiss with a server that is not ready', async () => {
    const url = await web((_request, response) =>
      response
        .writeHead(503)
        .end(JSON.stringify({ status: 'not ready', checks: { ffmpeg: 'ok', data: 'full' } })),
    );
    await assert.rejects(checkServer({ origin: url, token: TOKEN }), (error: AuraError) => {
      assert.equal(error.details, 'data: full');
      return words('E503-UNAVAILABLE', /is not ready to make films/)(error);
    });
  });

  it('tells when nobody is there', async () => {
    const url = await web(() => undefined);
    await new Promise((closed) => (open.pop() as Server).close(closed));
    await assert.rejects(findServer(url), words('E503-UNAVAILABLE', /^Nobody answers at 127\.0\.0\.1:\d+$/));
  });

  it('tells when there is no machine of that name', async () => {
    const asked = findServer('http://no-such-machine.invalid:5005');
    await assert.rejects(asked, words('E503-UNAVAILABLE', /no machine called no-such-machine\.invalid:5005/));
  });

  it('tells a page of somebody else from an Aura server', async () => {
    const page = await web((_request, response) => response.end('<html>Sign in</html>'));
    await assert.rejects(findServer(page), words('E503-UNAVAILABLE', /is no Aura server/));
    await assert.rejects(
      findServer(await web(json({ ok: true }))),
      words('E503-UNAVAILABLE', /no Aura server/),
    );
  });

  it('tells a proxy whose server is away', async () => {
    const url = await web((_request, response) => response.writeHead(502).end('<html>Bad Gateway</html>'));
    await assert.rejects(
      findServer(url),
      words('E503-UNAVAILABLE', /answers for a server that is not there/),
    );
  });

  for (const [protocol, age] of [
    [2, 'newer'],
    [0, 'older'],
  ] as const) {
    it(`tells that a server is ${age}`, async () => {
      const url = await web(json({ status: 'alive', protocol }));
      await assert.rejects(
        findServer(url),
        words('E400-BAD_REQUEST', new RegExp(`is ${age} than this Aura`)),
      );
    });
  }

  it('tells when a server does not speak https', async () => {
    const url = (await aura()).replace('http:', 'https:');
    await assert.rejects(findServer(url), words('E503-UNAVAILABLE', /does not speak https/i));
  });

  it('can be called off while nothing comes', async () => {
    const abort = new AbortController();
    const url = await web(() => abort.abort(new Error('called off')));
    await assert.rejects(findServer(url, abort.signal), /called off/);
  });
});

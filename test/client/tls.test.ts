import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuraClient, type AuraClient } from '../../src/client/client.ts';
import { AuraError, initialSnapshot } from '../../src/protocol/protocol.ts';
import { collect } from '../contract/jobService.ts';
import { makeCertificate, type Certificate } from '../support/certificate.ts';
import { endFrame, frames, stream } from '../support/scriptedServer.ts';
import { TOKEN } from '../support/server.ts';

const SNAPSHOT = initialSnapshot({
  id: 'j',
  title: 'J',
  correlationId: 'c',
  createdAt: '2026-01-01T00:00:00.000Z',
});
const HOUR = 3_600_000;

describe('a server over https', () => {
  let close: (() => void)[] = [];
  afterEach(() => {
    for (const end of close) end();
    close = [];
  });

  /** A real TLS server; @returns its address and the requests that got as far as HTTP. */
  async function serve({ key, cert }: Certificate): Promise<{ url: string; requests: string[] }> {
    const requests: string[] = [];
    const server = createServer({ key, cert }, (request, response) => {
      requests.push(request.url ?? '');
      if (request.url?.includes('/events')) stream(response).end(frames(0, 2) + endFrame(3));
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(SNAPSHOT));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    close.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
  }

  function connect(url: string, ca?: string): AuraClient {
    const client = createAuraClient({ endpoint: { url, token: TOKEN, ...(ca === undefined ? {} : { ca }) } });
    close.push(() => client.close());
    return client;
  }

  it('answers and streams when its authority is trusted', async () => {
    const certificate = makeCertificate('127.0.0.1');
    const { url } = await serve(certificate);
    const client = connect(url, certificate.cert);
    assert.equal((await client.get('j')).id, 'j');
    assert.equal((await collect(client.events('j', { fromStart: true }))).length, 4);
  });

  const refused: [string, Certificate, boolean, RegExp, RegExp][] = [
    [
      'nobody has signed',
      makeCertificate('127.0.0.1'),
      false,
      /not signed by anybody/,
      /NODE_EXTRA_CA_CERTS/,
    ],
    [
      'has expired',
      makeCertificate('127.0.0.1', Date.now() - 2 * HOUR, Date.now() - HOUR),
      true,
      /has expired/,
      /Renew/,
    ],
    [
      'is not valid yet',
      makeCertificate('127.0.0.1', Date.now() + HOUR, Date.now() + 2 * HOUR),
      true,
      /not valid yet/,
      /clock/,
    ],
    ['is for another host', makeCertificate('films.example'), true, /for another name/, /name/],
  ];
  for (const [what, certificate, trusted, words, remedy] of refused) {
    it(`is not asked anything when its certificate ${what}, and the error says what to do`, async () => {
      const { url, requests } = await serve(certificate);
      const client = connect(url, trusted ? certificate.cert : undefined);
      const isWords = (error: unknown): boolean =>
        AuraError.is(error, 'E503-UNAVAILABLE') &&
        words.test(error.message) &&
        remedy.test(error.remediation);
      await assert.rejects(client.get('j'), isWords);
      // Nothing is known of the server yet: to wait for it would hide that its address is wrong.
      await assert.rejects(collect(client.watch('j')), isWords);
      assert.deepEqual(requests, []);
    });
  }

  it('is not taken for one when it speaks plain http', async () => {
    const { url } = await serve(makeCertificate('127.0.0.1'));
    const plain = await import('node:http').then(({ createServer }) => createServer().listen(0, '127.0.0.1'));
    close.push(() => plain.close());
    await new Promise((resolve) => plain.once('listening', resolve));
    const other = new URL(url);
    other.port = String((plain.address() as AddressInfo).port);
    await assert.rejects(
      connect(other.href).get('j'),
      (error) =>
        AuraError.is(error) &&
        /does not speak https/.test(error.message) &&
        /http:\/\//.test(error.remediation),
    );
  });
});

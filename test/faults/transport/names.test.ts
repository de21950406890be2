import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createAuraClient } from '../../../src/client/client.ts';
import { TOKEN } from '../../support/server.ts';
import { openRig, QUICK, watchJob, type Rig } from '../rig.ts';
import { expectWhole } from '../whole.ts';

const HOST = 'films.test';
const UNREACHABLE = 'The Aura server cannot be reached';

/** What a name server says: addresses, or the code of its failure. */
type Told = readonly string[] | 'ENOTFOUND' | 'EAI_AGAIN';

describe('faults of the transport: a name', () => {
  const ordinary = dns.lookup;
  let rig: Rig | undefined;
  afterEach(async () => {
    dns.lookup = ordinary;
    await rig?.close();
  });

  /** The answers to the question for our host, in turn; the last one stays. */
  function resolving(answers: readonly Told[]): { asked(): number } {
    let asked = 0;
    const lookup = (
      host: string,
      options: dns.LookupAllOptions,
      done: (...result: unknown[]) => void,
    ): void => {
      if (host !== HOST) return void ordinary(host, options, done);
      const told = answers[Math.min(asked, answers.length - 1)] ?? [];
      asked += 1;
      if (typeof told === 'string') {
        done(Object.assign(new Error(`getaddrinfo ${told} ${host}`), { code: told }));
        return;
      }
      const found = told.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      if (options.all) done(null, found);
      else done(null, found[0]?.address, found[0]?.family);
    };
    dns.lookup = lookup as unknown as typeof dns.lookup;
    return { asked: () => asked };
  }

  async function watchByName() {
    const open = await openRig({ server: { allowedHosts: [HOST] } });
    rig = open;
    const client = createAuraClient({
      endpoint: { url: `http://${HOST}:${open.proxy.port}`, token: TOKEN },
      policy: QUICK,
    });
    const job = await open.job();
    const seen = await watchJob({ client }, job);
    client.close();
    return { seen, told: { service: open.service, id: job.id } };
  }

  for (const failure of ['ENOTFOUND', 'EAI_AGAIN'] as const) {
    it(`that is not found (${failure}) is asked for again, and said in words`, async () => {
      const names = resolving([failure, failure, failure, ['127.0.0.1']]);
      const { seen, told } = await watchByName();
      await expectWhole(told, seen, { says: [UNREACHABLE] });
      assert.equal(names.asked(), 4);
    });
  }

  it('with an IPv6 address first, where nobody listens, is reached by the other one, without a word', async () => {
    resolving([['::1', '127.0.0.1']]);
    const { seen, told } = await watchByName();
    await expectWhole(told, seen);
  });

  it('that moves to another address is followed there', async () => {
    resolving([['127.0.0.2'], ['127.0.0.1']]);
    const { seen, told } = await watchByName();
    await expectWhole(told, seen, { says: [UNREACHABLE] });
  });

  it('whose server is down is refused, said in words, and waited for', async () => {
    const open = await openRig();
    rig = open;
    const job = await open.job();
    let refused = 0;
    const seen = await watchJob(open, job, ({ connection, snapshot }) => {
      if (refused === 0 && snapshot.lastEventId?.endsWith('-5')) {
        refused = 1;
        void open.proxy.down();
      } else if (refused > 0 && connection.kind === 'reconnecting') {
        refused += 1;
        if (refused === 8) void open.proxy.up();
      }
    });
    await expectWhole({ service: open.service, id: job.id }, seen, {
      maySay: /^The Aura server (cannot be reached|broke the connection)$/,
    });
    assert.ok(seen.items.some(({ trouble }) => trouble?.message === UNREACHABLE));
  });
});

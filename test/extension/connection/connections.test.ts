import assert from 'node:assert/strict';
import { AuraError } from '../../../src/protocol/protocol.ts';
import { createRecentServers } from '../../../src/extension/connection/recentServers.ts';
import { networkSignature } from '../../../src/extension/connection/networkSignature.ts';
import { createTokens } from '../../../src/extension/connection/tokens.ts';
import { createEmitter } from '../../../src/extension/lifetime/emitter.ts';
import { memoryOf, scriptedClient, scriptedHosts, settled } from '../scripted.ts';

const SERVER = 'https://studio.example.org';
const OTHER = 'http://127.0.0.1:5005';

describe('the hosts of a window', () => {
  it('are this machine until a server is set, and connect to nobody by that', () => {
    const { connections, connects, use } = scriptedHosts({});
    assert.equal(connections.current().host.key, 'local');
    let switched = 0;
    connections.onDidSwitch(() => (switched += 1));
    use(SERVER);
    use(SERVER);
    assert.equal(connections.current().host.label, 'studio.example.org');
    assert.equal(switched, 1);
    assert.deepEqual(connects, {});
  });

  it('name a server with its port', () => {
    assert.equal(scriptedHosts({}, OTHER).connections.current().host.label, '127.0.0.1:5005');
  });

  it('share one client for each server', async () => {
    const { connections, connects } = scriptedHosts({ [SERVER]: scriptedClient().client }, SERVER);
    await Promise.all([connections.current().client(), connections.of(SERVER).client()]);
    assert.equal(connects[SERVER], 1);
  });

  it('note the trouble of a server, and that it is over', async () => {
    const { connections } = scriptedHosts({ [SERVER]: scriptedClient().client }, SERVER);
    const connection = connections.current();
    const away = new AuraError('E503-UNAVAILABLE', 'It cannot be reached');
    await assert.rejects(
      connection.ask(() => Promise.reject(away)),
      away,
    );
    assert.equal(connection.trouble, away);
    await connection.ask((client) => client.list());
    assert.equal(connection.trouble, undefined);
  });

  it('do not take the trouble of one question for that of the server', async () => {
    const { connections } = scriptedHosts({ [SERVER]: scriptedClient().client }, SERVER);
    await assert.rejects(connections.current().ask((client) => client.get('unknown')));
    assert.equal(connections.current().trouble, undefined);
  });

  it('wake only those that are in use', async () => {
    let woken = 0;
    const client = { ...scriptedClient().client, wake: () => void (woken += 1) };
    const { connections } = scriptedHosts({ [SERVER]: client, local: client }, SERVER);
    connections.wake();
    assert.equal(woken, 0);
    await connections.current().client();
    connections.wake();
    assert.equal(woken, 1);
  });

  it('connect anew once their client was let go of', async () => {
    const { connections, connects } = scriptedHosts({ [SERVER]: scriptedClient().client }, SERVER);
    await connections.current().client();
    await connections.current().close();
    await connections.current().client();
    await settled();
    assert.equal(connects[SERVER], 2);
  });
});

describe('tokens', () => {
  const store = () => {
    const kept = new Map<string, string>();
    const changed = createEmitter<{ key: string }>();
    return createTokens({
      get: async (key) => kept.get(key),
      async store(key, value) {
        kept.set(key, value);
        changed.fire({ key });
      },
      async delete(key) {
        kept.delete(key);
        changed.fire({ key });
      },
      onDidChange: changed.event,
    });
  };

  it('are kept for one origin and given for no other', async () => {
    const tokens = store();
    await tokens.keep(SERVER, 'secret');
    assert.equal(await tokens.get(SERVER), 'secret');
    for (const other of [OTHER, 'http://studio.example.org', `${SERVER}:8443`]) {
      assert.equal(await tokens.get(other), undefined, other);
    }
    await tokens.forget(SERVER);
    assert.equal(await tokens.get(SERVER), undefined);
  });

  it('tell for which origin they have changed', async () => {
    const tokens = store();
    const told: string[] = [];
    tokens.onDidChange((origin) => told.push(origin));
    await tokens.keep(SERVER, 'secret');
    assert.deepEqual(told, [SERVER]);
  });
});

describe('recent servers', () => {
  it('have the last one first, each once, and end with eight', async () => {
    const memory = memoryOf();
    const recent = createRecentServers({
      get: memory.get,
      update: async (key, value) => memory.update(key, value),
    });
    for (let port = 1; port <= 10; port++) await recent.add(`http://a:${port}`);
    await recent.add('http://a:5');
    assert.equal(recent.all()[0], 'http://a:5');
    assert.equal(new Set(recent.all()).size, 8);
    await recent.remove('http://a:5');
    assert.ok(!recent.all().includes('http://a:5'));
  });
});

describe('the network of this machine', () => {
  it('is another one when an address comes or goes, not when they are listed in another order', () => {
    const address = (text: string) => ({ address: text }) as never;
    const home = networkSignature({ eth0: [address('10.0.0.2')], wlan0: [address('192.168.1.4')] });
    assert.equal(networkSignature({ wlan0: [address('192.168.1.4')], eth0: [address('10.0.0.2')] }), home);
    assert.notEqual(networkSignature({ eth0: [address('10.0.0.2')] }), home);
  });
});

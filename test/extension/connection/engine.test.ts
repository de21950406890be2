import assert from 'node:assert/strict';
import { AuraError } from '../../../src/protocol/protocol.ts';
import { createEngine } from '../../../src/extension/connection/engine.ts';
import { scriptedClient } from '../scripted.ts';

const stop = async () => undefined;

describe('the engine link', () => {
  it('starts nothing before somebody asks', () => {
    let connects = 0;
    createEngine({ connect: async () => ((connects += 1), scriptedClient().client), stop });
    assert.equal(connects, 0);
  });

  it('connects once for all who ask at the same time', async () => {
    let connects = 0;
    const engine = createEngine({ connect: async () => ((connects += 1), scriptedClient().client), stop });
    await Promise.all([engine.client(), engine.client(), engine.client()]);
    assert.equal(connects, 1);
  });

  it('says what is wrong, tries again when asked again, and then says no more', async () => {
    const answers = [new AuraError('E503-UNAVAILABLE', 'It ended at once'), undefined];
    const engine = createEngine({
      async connect() {
        const error = answers.shift();
        if (error) throw error;
        return scriptedClient().client;
      },
      stop,
    });
    let told = 0;
    engine.onDidChange(() => (told += 1));
    await assert.rejects(engine.client(), { code: 'E503-UNAVAILABLE' });
    assert.equal(engine.trouble?.message, 'It ended at once');
    await engine.client();
    assert.equal(engine.trouble, undefined);
    assert.equal(told, 2);
  });

  it('turns whatever is thrown into an error for people', async () => {
    const engine = createEngine({ connect: () => Promise.reject(new TypeError('x')), stop });
    await assert.rejects(engine.client(), (error) => AuraError.is(error, 'E500-INTERNAL'));
  });

  it('ends the old process before it starts a new one', async () => {
    const order: string[] = [];
    const engine = createEngine({
      async connect() {
        order.push('connect');
        return { ...scriptedClient().client, close: () => void order.push('close') };
      },
      stop: async () => void order.push('stop'),
    });
    await engine.client();
    await engine.restart();
    assert.deepEqual(order, ['connect', 'close', 'stop', 'connect']);
  });
});

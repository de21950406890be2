import assert from 'node:assert/strict';
import { RemoteError } from '../../../src/client/http/remoteError.ts';
import { serverHost } from '../../../src/extension/connection/host.ts';
import { actionsFor } from '../../../src/extension/notices/actions.ts';
import { serverWords } from '../../../src/extension/notices/serverWords.ts';
import { AuraError } from '../../../src/protocol/protocol.ts';

const STUDIO = serverHost('https://studio.example.org/aura');

describe('the trouble of a server', () => {
  const silences = [
    ['refused', 'studio.example.org/aura cannot be reached'],
    ['timeout', 'studio.example.org/aura does not answer'],
    ['broken', 'studio.example.org/aura broke the connection'],
  ] as const;
  for (const [silence, says] of silences) {
    it(`names the server when it is ${silence}`, () => {
      const error = new RemoteError('E503-UNAVAILABLE', 'The Aura server …', { silence });
      assert.equal(serverWords(error, STUDIO).message, says);
    });
  }

  it('names the server before its own words, and only once', () => {
    const own = new AuraError('E503-UNAVAILABLE', 'The queue is full');
    assert.equal(serverWords(own, STUDIO).message, 'studio.example.org/aura: The queue is full');
    const named = new AuraError('E401-UNAUTHORIZED', 'There is no token for studio.example.org/aura');
    assert.equal(serverWords(named, STUDIO).message, named.message);
  });

  it('says of a refused token what it means here', () => {
    const own = new AuraError('E401-UNAUTHORIZED', 'This request needs the server’s token');
    const { message, remediation } = serverWords(own, STUDIO);
    assert.equal(message, 'studio.example.org/aura does not accept the token');
    assert.match(remediation, /^Enter the token/);
  });

  it('comes with the way out: another token, another try, another server', () => {
    const titles = (code: string) => actionsFor(code, STUDIO).map(({ title }) => title);
    assert.deepEqual(titles('E401-UNAUTHORIZED'), ['Enter Token…']);
    assert.deepEqual(titles('E503-UNAVAILABLE'), ['Reconnect Now', 'Connect to Server…']);
    assert.deepEqual(actionsFor('E401-UNAUTHORIZED', STUDIO)[0]?.args, ['https://studio.example.org/aura']);
  });
});

import assert from 'node:assert/strict';
import { AuraError, ERROR_CODES } from '../../../src/protocol/protocol.ts';
import { actionsFor, errorSentence } from '../../../src/extension/notices/actions.ts';

describe('the buttons of an error', () => {
  it('lead to the setting when ffmpeg is missing', () => {
    assert.deepEqual(actionsFor('E302-FFMPEG_NOT_FOUND'), [
      { title: 'Open Settings', command: 'aura.openSettings', args: ['aura.ffmpegPath'] },
    ]);
  });
  it('are at most two for every code, and only our commands', () => {
    for (const code of Object.keys(ERROR_CODES)) {
      const actions = actionsFor(code);
      assert.ok(actions.length <= 2);
      for (const { command } of actions) assert.match(command, /^aura\./);
    }
  });
});

describe('an error as a sentence', () => {
  it('says what, why and what to do', () => {
    const error = new AuraError('E422-SCRIPT', 'There is no scene', {
      details: 'talk.md',
      remediation: 'Write one',
    });
    assert.equal(errorSentence(error.toJobError()), 'There is no scene: talk.md. Write one.');
  });
  it('leaves a cause of many lines to the log', () => {
    const error = new AuraError('E304-FFMPEG_RUNTIME', 'ffmpeg failed', { details: 'a\nb' });
    assert.doesNotMatch(errorSentence(error.toJobError()), /\n/);
  });
});

import assert from 'node:assert/strict';
import { engineEnvironment } from '../../../src/extension/connection/engineEnvironment.ts';

describe('the environment of the engine', () => {
  it('makes an editor run as Node', () => {
    assert.equal(engineEnvironment({}, undefined)['ELECTRON_RUN_AS_NODE'], '1');
  });
  it('leaves out what the editor has set for itself', () => {
    const env = {
      PATH: '/bin',
      VSCODE_PID: '1',
      NODE_OPTIONS: '--inspect',
      ELECTRON_NO_ASAR: '1',
      AURA_DATA: '/d',
    };
    assert.deepEqual(engineEnvironment(env, undefined), {
      PATH: '/bin',
      AURA_DATA: '/d',
      ELECTRON_RUN_AS_NODE: '1',
    });
  });
  it('puts the ffmpeg of the settings before that of the environment', () => {
    assert.equal(engineEnvironment({ FFMPEG_PATH: '/a' }, '/b')['FFMPEG_PATH'], '/b');
    assert.equal(engineEnvironment({ FFMPEG_PATH: '/a' }, undefined)['FFMPEG_PATH'], '/a');
  });
});

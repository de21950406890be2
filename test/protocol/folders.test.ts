import assert from 'node:assert/strict';
import { cacheFolder, dataFolder } from '../../src/protocol/protocol.ts';

describe('folders', () => {
  const rows: [string, Record<string, string>, string, string, string, string][] = [
    ['linux', {}, '/home/a', '/home/a/.local/share/aura', '/home/a/.cache/aura', 'the defaults of XDG'],
    [
      'linux',
      { XDG_DATA_HOME: '/d', XDG_CACHE_HOME: 'relative' },
      '/home/a',
      '/d/aura',
      '/home/a/.cache/aura',
      'XDG variables, relative ones ignored',
    ],
    [
      'darwin',
      { XDG_DATA_HOME: '/d' },
      '/Users/a',
      '/Users/a/Library/Application Support/aura',
      '/Users/a/Library/Caches/aura',
      'the Library on macOS',
    ],
    ['win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\U', 'C:\\L\\aura\\Data', 'C:\\L\\aura\\Cache', 'LOCALAPPDATA'],
    [
      'win32',
      {},
      'C:\\U',
      'C:\\U\\AppData\\Local\\aura\\Data',
      'C:\\U\\AppData\\Local\\aura\\Cache',
      'the home folder when LOCALAPPDATA is missing',
    ],
    ['win32', { AURA_DATA: 'D:\\x', AURA_CACHE: 'D:\\y' }, 'C:\\U', 'D:\\x', 'D:\\y', 'what the user says'],
  ];
  for (const [platform, env, home, data, cache, why] of rows) {
    it(`follow ${why} (${platform})`, () => {
      assert.equal(dataFolder({ env, platform, home }), data);
      assert.equal(cacheFolder({ env, platform, home }), cache);
    });
  }
});

import assert from 'node:assert/strict';
import { ConfigurationTarget, workspace } from 'vscode';
import { createSettings } from '../../../src/extension/settings/settings.ts';

function set(key: string, value: unknown) {
  return workspace.getConfiguration('aura').update(key, value, ConfigurationTarget.Global);
}

describe('settings in an editor', () => {
  it('are what package.json says when nobody has changed them', () => {
    const settings = createSettings({ warn: () => undefined });
    assert.deepEqual(settings.film(), {
      aspect: '16:9',
      resolution: '1080p',
      fps: 30,
      captions: 'soft',
      theme: 'midnight',
      motion: true,
      narration: 'auto',
    });
    assert.equal(settings.ffmpegPath(), undefined);
    assert.equal(settings.server(), undefined);
    assert.deepEqual(settings.reconnect(), {
      baseMs: 1000,
      capMs: 30_000,
      breaker: { failures: 5, pauseMs: 60_000 },
    });
    settings.dispose();
  });

  it('report a wrong value once and go on without it', async () => {
    const warnings: string[] = [];
    const settings = createSettings({ warn: (message) => void warnings.push(message) });
    await set('theme', 'noir');
    try {
      assert.equal('theme' in settings.film(), false);
      assert.equal('theme' in settings.film(), false);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /aura\.theme is "noir"/);
    } finally {
      await set('theme', undefined);
      settings.dispose();
    }
  });

  it('make films here where a server is named wrongly, and say so once', async () => {
    const warnings: string[] = [];
    const settings = createSettings({ warn: (message) => void warnings.push(message) });
    await set('server.url', 'studio:5005');
    try {
      assert.equal(settings.server(), undefined);
      assert.equal(settings.server(), undefined);
      assert.equal(warnings.length, 1);
      assert.match(warnings[0] ?? '', /aura\.server\.url is no server’s address\. Begin with https/);
    } finally {
      await set('server.url', undefined);
      settings.dispose();
    }
  });

  it('tell when the server is another one', async () => {
    const settings = createSettings({ warn: () => undefined });
    const told = new Promise<void>((settle) => settings.onDidChangeServer(settle));
    await settings.useServer('https://studio.example.org');
    await told;
    assert.equal(settings.server(), 'https://studio.example.org');
    await settings.useServer(undefined);
    assert.equal(settings.server(), undefined);
    settings.dispose();
  });

  it('tell when ffmpeg is another one', async () => {
    const settings = createSettings({ warn: () => undefined });
    const told = new Promise<void>((settle) => settings.onDidChangeFfmpeg(settle));
    await set('ffmpegPath', ' /opt/ffmpeg ');
    await told;
    assert.equal(settings.ffmpegPath(), '/opt/ffmpeg');
    await set('ffmpegPath', undefined);
    settings.dispose();
  });
});

import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultProxy, openProxy } from '../../faults/proxy.ts';
import { type AuraServer, startAuraServer } from './auraServer.ts';
import { EVENING } from './scripts.ts';
import { filesIn, lookAtFailure, openWorkbench, type Workbench } from './workbench.ts';

const FILM_MS = 180_000;
const CUT_MS = 10_000;
const TOKEN = 'a-token-of-a-person';

describe('a person whose films are made on a server', () => {
  let bench: Workbench;
  let data: string;
  let server: AuraServer;
  let proxy: FaultProxy;
  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'aura-server-'));
    server = await startAuraServer(data, TOKEN);
    proxy = await openProxy(server.port);
    bench = await openWorkbench({
      settings: { 'aura.resolution': '480p' },
      machineSettings: {
        'aura.reconnect.firstDelay': 0.5,
        'aura.reconnect.maxDelay': 2,
        'aura.reconnect.failuresBeforePause': 4,
      },
    });
  });
  afterEach(lookAtFailure(() => bench));
  after(async () => {
    await bench.close();
    await proxy.close();
    await server.kill();
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  });

  /** Answers the question that is open, once it is the one meant. */
  const answer = async (question: string | RegExp, text: string) => {
    const box = bench.page.locator('.quick-input-widget', { hasText: question });
    await box.waitFor();
    await box.locator('input.input').fill(text);
    await box.locator('input.input').press('Enter');
  };
  /** The connection in words, as eyes read it. */
  const foot = (text: string | RegExp) =>
    bench.panel.locator('.connection > [aria-hidden]', { hasText: text });
  const button = (name: string | RegExp) => bench.panel.getByRole('button', { name });
  const restart = async (token: string) => {
    await server.kill();
    server = await startAuraServer(data, token);
    proxy.redirect(server.port);
  };

  it('is told when no server is there, when the token is wrong, and then is connected', async () => {
    await proxy.down();
    await bench.run('Aura: Connect to Server');
    await answer('Connect to an Aura Server', proxy.url);
    const toast = bench.toast('Nobody answers at 127.0.0.1');
    await toast.waitFor();
    await proxy.up();
    await toast.getByRole('button', { name: 'Try Again' }).click();
    await answer('Token for 127.0.0.1', 'not-this-one');
    await answer('does not accept this token', TOKEN);
    await bench.status.filter({ hasText: 'Aura · 127.0.0.1' }).waitFor();
    await bench.screenshot('server-connected');
  });

  it('cannot be led to another server by the settings of a folder', async () => {
    const settings = { 'aura.server.url': 'https://thief.example.org' };
    await mkdir(join(bench.folder, '.vscode'));
    await writeFile(join(bench.folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await bench.reload();
    await bench.status.filter({ hasText: 'Aura · 127.0.0.1' }).waitFor();
  });

  it('gets the film though the network is away for ten seconds, and sees what goes on', async () => {
    await copyFile(join('examples', 'pictures', 'lighthouse.jpg'), join(bench.folder, 'lighthouse.jpg'));
    await bench.open('evening.md', EVENING);
    await bench.run('Aura: Generate Video');
    await foot('Live. Working on 127.0.0.1').waitFor();
    await bench.status.filter({ hasText: /Aura \d+.% · [A-Z]/ }).waitFor();
    await bench.screenshot('server-live');

    await proxy.down();
    const cut = Date.now();
    await foot(/Reconnecting to 127\.0\.0\.1:\d+.*attempt \d/).waitFor();
    await bench.panel
      .getByText(/last heard .* ago/)
      .first()
      .waitFor();
    await bench.status.filter({ hasText: /reconnecting · last heard \d+.s ago/ }).waitFor();
    await bench.screenshot('server-reconnecting');
    await foot(/127\.0\.0\.1:\d+ does not answer\./).waitFor();
    await bench.status.filter({ hasText: 'no answer' }).waitFor();
    await bench.screenshot('server-paused');
    await bench.page.waitForTimeout(Math.max(0, CUT_MS - (Date.now() - cut)));

    const before = proxy.streams.length;
    await proxy.up();
    await button('Reconnect Now').click();
    await button('Reconnect Now').waitFor({ state: 'hidden' });
    const resumed = proxy.streams[before];
    assert.match(resumed?.headers['last-event-id'] ?? '', /^\d+-\d+$/);

    await bench.panel.locator('video').waitFor({ timeout: FILM_MS });
    await foot('Saved in').waitFor();
    await bench.screenshot('server-done');
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), ['evening.mp4']);
    assert.match(await readFile(join(bench.folder, 'evening.srt'), 'utf8'), /lighthouse/i);
  });

  it('plays it, and opens it from its own disk', async () => {
    await button(/^Play/).first().click();
    await bench.panel.locator('video').evaluate(
      (element) =>
        new Promise((moved) => {
          const film = element as HTMLVideoElement;
          film.addEventListener('timeupdate', () => film.currentTime > 0.3 && moved(undefined));
        }),
    );
    await server.kill();
    await bench.run('Aura: Open Video');
    await bench.page.locator('.tab.active', { hasText: 'evening.mp4' }).waitFor();
    await bench.closeAll();
    await restart(TOKEN);
  });

  it('gets the film though the server is killed, comes back with another token, and the window is reloaded', async () => {
    await bench.open('evening.md', `${EVENING}\n\n---\n\n# The end\n\nThe lamp goes out.\n`);
    await bench.run('Aura: Generate Video');
    await foot('Live. Working on 127.0.0.1').waitFor();
    await bench.status.filter({ hasText: /Aura \d+.% · [A-Z]/ }).waitFor();
    await restart('a-token-of-somebody-else');
    await button('Reconnect Now').click();
    await button('Enter Token…').waitFor();
    await bench.screenshot('server-token');
    await bench.reload();
    // The editor may have been too quick to remember which tabs were open.
    await bench.run('Aura: Show Progress');
    await button('Enter Token…').waitFor();
    await restart(TOKEN);
    await button('Enter Token…').click();
    await answer('Token for 127.0.0.1', TOKEN);
    await bench.panel.locator('video').waitFor({ timeout: FILM_MS });
    await foot('Saved in').waitFor();
    await bench.screenshot('server-done-again');
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), ['evening (2).mp4', 'evening.mp4']);
  });

  it('makes films on this machine again, and keeps those of the server', async () => {
    await bench.status.filter({ hasText: 'Aura · 127.0.0.1' }).waitFor();
    await bench.run('Aura: Disconnect from Server');
    await bench.status.filter({ hasText: '127.0.0.1' }).waitFor({ state: 'hidden' });
    const offered = await bench.offered('Aura: ');
    assert.ok(!offered.some((label) => label.startsWith('Aura: Disconnect from Server')));
    assert.deepEqual(await filesIn(bench.folder, '.mp4'), ['evening (2).mp4', 'evening.mp4']);
  });
});

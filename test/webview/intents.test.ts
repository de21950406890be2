import assert from 'node:assert/strict';
import type { PanelIntent } from '../../src/protocol/protocol.ts';
import { usePanelBrowser } from './browser.ts';
import { NOW } from './fixtures/jobs.ts';
import { STATES, type StateName } from './fixtures/states.ts';

type Action = Extract<PanelIntent, { type: 'action' }>['action'];
const act = (action: Action, jobId?: string): PanelIntent =>
  jobId === undefined ? { type: 'action', action } : { type: 'action', action, jobId };

/** Every button of a state by its name, and what it asks for. */
const ROWS: readonly (readonly [StateName, string, PanelIntent])[] = [
  ['empty', 'Open Script…', act('openScript')],
  ['empty', 'New Script', act('newScript')],
  ['empty', 'Run Demo', act('runDemo')],
  ['empty', 'Connect to a server', act('connectServer')],
  ['empty', 'Check this computer', act('doctor')],
  ['script-ready', 'Generate Video', act('generate')],
  ['ffmpeg-missing', 'Open Settings', act('openSettings')],
  ['ffmpeg-missing', 'Copy Report', act('copyReport')],
  ['engine-crashed', 'Restart Engine', act('restartEngine')],
  ['engine-crashed', 'Copy correlation id', { type: 'copy', text: '0d4f7c1e-22b9-4d59-8f0b-b3a6d1c0e7aa' }],
  ['running', 'Show Log', act('showLog', 'job-moon')],
  ['running', 'Cancel', act('cancel', 'job-moon')],
  ['running', 'Go to moon.md', { type: 'goToLine', jobId: 'job-moon', line: 1 }],
  [
    'running',
    'Scene 3, The Moon does most of the work, about 14 s, building. Go to line 26',
    { type: 'goToLine', jobId: 'job-moon', line: 26 },
  ],
  ['reconnecting', 'Reconnect Now', act('reconnect', 'job-moon')],
  ['cancelled', 'Retry', act('retry', 'job-moon')],
  ['failed', 'Go to Line 41', { type: 'goToLine', jobId: 'job-moon', line: 41 }],
  ['failed', 'Retry', act('retry', 'job-moon')],
  ['done', 'Open Video', act('openVideo', 'job-tides')],
  ['done', 'Reveal Output', act('revealOutput', 'job-tides')],
  ['done', 'films/tides', act('revealOutput', 'job-tides')],
  ['done', 'Open tides.mp4', { type: 'openArtifact', jobId: 'job-tides', name: 'film.mp4' }],
  ['several', 'A Year above the Arctic Circle', { type: 'choose', jobId: 'job-arctic' }],
  ['several', 'Cancel A Year above the Arctic Circle', act('cancel', 'job-arctic')],
  ['several', 'Retry Release Notes 4.2', act('retry', 'job-notes')],
  ['several', 'Open How a Canal Lock Works', act('openVideo', 'job-lock')],
  ['several', 'Reveal How a Canal Lock Works', act('revealOutput', 'job-lock')],
  ['several', 'Clear', act('clearHistory')],
];

describe('what the panel asks for', () => {
  const browser = usePanelBrowser();

  it('is asked by every button, with the mouse and with the keyboard', async () => {
    const panel = await browser.open({ height: 1200 });
    await panel.page.clock.setFixedTime(NOW);
    const expected: PanelIntent[] = [];
    for (const [state, name, intent] of ROWS) {
      await panel.show(STATES[state]);
      const button = panel.page.getByRole('button', { name, exact: true });
      await button.click();
      await button.press('Enter');
      await button.press('Space');
      expected.push(intent, intent, intent);
      assert.deepEqual((await panel.intents()).slice(-3), [intent, intent, intent], `${state}: ${name}`);
    }
    assert.deepEqual(await panel.intents(), expected);
  });

  it('is nothing while a cancel is under way, and focus stays', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.running);
    await panel.page.getByRole('button', { name: 'Cancel' }).press('Enter');
    await panel.show(STATES.cancelling);
    const button = panel.page.getByRole('button', { name: 'Cancelling…' });
    assert.equal(await panel.page.evaluate(() => document.activeElement?.textContent), 'Cancelling…');
    await button.press('Enter');
    await button.click({ force: true });
    assert.equal((await panel.intents()).length, 1);
    await panel.show(STATES.cancelled);
    assert.equal(await panel.page.evaluate(() => document.activeElement?.textContent), 'Show Log');
  });

  it('is never a cancel by Escape', async () => {
    const panel = await browser.open();
    await panel.show(STATES.running);
    await panel.page.getByRole('button', { name: 'Cancel' }).focus();
    await panel.page.keyboard.press('Escape');
    assert.deepEqual(await panel.intents(), []);
  });
});

describe('the panel by keyboard alone', () => {
  const browser = usePanelBrowser();

  it('is walked by Tab in reading order, lists being one stop', async () => {
    const panel = await browser.open({ height: 1200 });
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.failed);
    const stops: string[] = [];
    for (let step = 0; step < 8; step += 1) {
      await panel.page.keyboard.press('Tab');
      stops.push(
        await panel.page.evaluate(() => {
          const element = document.activeElement;
          return (element?.getAttribute('aria-label') ?? element?.textContent ?? '').slice(0, 20);
        }),
      );
    }
    assert.deepEqual(stops, [
      'Go to moon.md',
      'Go to Line 41',
      'Copy correlation id',
      'Logthe last 6 of 212',
      'Log, the last 6 line',
      'Scene 1, Twice a day',
      'Show Log',
      'Retry',
    ]);
  });

  it('moves among scenes with arrows, Home and End', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.running);
    const at = (): Promise<string | undefined> =>
      panel.page.evaluate(
        () => document.activeElement?.querySelector('.scene-number')?.textContent ?? undefined,
      );
    await panel.page.locator('.scene').first().focus();
    const path: (string | undefined)[] = [];
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'End', 'ArrowRight', 'Home', 'ArrowUp']) {
      await panel.page.keyboard.press(key);
      path.push(await at());
    }
    assert.deepEqual(path, ['2', '3', '2', '5', '5', '1', '1']);
    await panel.page.keyboard.press('End');
    await panel.show(STATES.resumed);
    assert.equal(await at(), '5');
    assert.equal(await panel.page.locator('.scene[tabindex="0"]').count(), 1);
  });

  it('shows where focus is, two pixels strong', async () => {
    const panel = await browser.open({ height: 1200 });
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(STATES.failed);
    for (let step = 0; step < 8; step += 1) {
      await panel.page.keyboard.press('Tab');
      const outline = await panel.page.evaluate(() => {
        const host = document.activeElement;
        const element = host?.shadowRoot?.activeElement ?? host;
        return element ? getComputedStyle(element).outline : '';
      });
      assert.match(outline, /rgb\(0, 120, 212\) solid 2px/);
    }
  });
});

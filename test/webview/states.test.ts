import assert from 'node:assert/strict';
import type { PanelState } from '../../src/protocol/protocol.ts';
import { NOW } from './fixtures/jobs.ts';
import { STATES, type StateName } from './fixtures/states.ts';
import { usePanelBrowser } from './browser.ts';
import { layoutFaults } from './layout.ts';

const WIDTHS = [280, 300, 400, 600, 900, 1160, 1600];
const names = Object.keys(STATES) as StateName[];

/** A page that answers 404 for a film is no fault of the panel's here. */
const real = (complaints: readonly string[]): string[] => complaints.filter((text) => !text.includes('404'));

describe('the panel, in every state', () => {
  const browser = usePanelBrowser();

  for (const name of names) {
    it(`draws “${name}” at every width: nothing cut, nothing over anything, nothing sideways`, async () => {
      const panel = await browser.open({ height: 3600 });
      await panel.page.clock.setFixedTime(NOW);
      await panel.show(STATES[name]);
      const faults: string[] = [];
      for (const width of WIDTHS) {
        await panel.page.setViewportSize({ width, height: 3600 });
        faults.push(...(await layoutFaults(panel.page)).map((fault) => `${width} px: ${fault}`));
      }
      assert.deepEqual(faults, []);
      assert.deepEqual(real(panel.complaints), []);
    });
  }

  it('holds at twice the size of text and in a low window', async () => {
    const panel = await browser.open({
      height: 400,
      variables: { 'font-size': '26px', 'editor-font-size': '24px' },
    });
    await panel.page.clock.setFixedTime(NOW);
    const faults: string[] = [];
    for (const name of ['running', 'failed', 'cancelled', 'several', 'reconnecting'] as const) {
      await panel.show(STATES[name]);
      for (const width of [450, 640, 900, 1400]) {
        await panel.page.setViewportSize({ width, height: 400 });
        faults.push(...(await layoutFaults(panel.page)).map((fault) => `${name} at ${width} px: ${fault}`));
      }
    }
    assert.deepEqual(faults, []);
  });

  it('wraps words of any length and any script, and shortens none', async () => {
    const long = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft';
    const panel = await browser.open({ height: 3600 });
    await panel.page.clock.setFixedTime(NOW);
    const faults: string[] = [];
    for (const name of [
      'running',
      'queued',
      'cancelled',
      'failed',
      'several',
      'reconnecting',
      'done',
    ] as const) {
      const state = JSON.parse(
        JSON.stringify(STATES[name])
          .replaceAll('How the Moon Moves the Sea', `${long} كيف يحرّك القمر البحر 潮の満ち引き`)
          .replaceAll('The Moon does most of the work', long)
          .replaceAll('Tides for Sailors', long)
          .replaceAll('tides.mp4', `${long}.mp4`)
          .replaceAll('moon.md', `${long}.md`)
          .replaceAll('Amy', long)
          .replaceAll('studio.example.org', `${long}.example.org`)
          .replaceAll('clips/tide-timelapse.mov', `${long}/${long}.mov`),
      ) as PanelState;
      await panel.show(state);
      for (const width of [280, 400, 600, 900, 1160]) {
        await panel.page.setViewportSize({ width, height: 3600 });
        faults.push(...(await layoutFaults(panel.page)).map((fault) => `${name} at ${width} px: ${fault}`));
      }
    }
    assert.deepEqual(faults, []);
  });

  it('moves nothing while percent, ages and words change', async () => {
    const panel = await browser.open({ width: 900 });
    await panel.page.clock.setFixedTime(NOW);
    const [job] = STATES.running.jobs;
    assert.ok(job);
    const boxes = async (): Promise<string> =>
      panel.page.evaluate(() =>
        JSON.stringify(
          [
            '.segments',
            '.stages',
            '.life',
            '.strip',
            '.scene:last-child',
            '.foot',
            'vscode-button',
            '.score',
          ].map((selector) =>
            [...document.querySelectorAll(selector)].map((element) => {
              const { x, y, width, height } = element.getBoundingClientRect();
              return [selector, x, y, width, height].join(' ');
            }),
          ),
        ),
      );
    for (const width of [900, 500, 300]) {
      await panel.page.setViewportSize({ width, height: 900 });
      await panel.show(STATES.running);
      const before = await boxes();
      for (const [percent, lastSignMs, etaSeconds] of [
        [43, 900, 5],
        [50, 9000, 127],
        [99.9, 12_000, 1],
      ] as const) {
        await panel.show({
          ...STATES.running,
          jobs: [
            {
              ...job,
              snapshot: {
                ...job.snapshot,
                percent,
                etaSeconds,
                lastSign: new Date(NOW - lastSignMs).toISOString(),
              },
            },
          ],
        });
        assert.equal(await boxes(), before, `at ${width} px, ${percent} %`);
      }
      assert.equal(await panel.page.locator('.percent').innerText(), '99%');
    }
  });

  it('keeps Cancel in its place when the line is lost and found', async () => {
    const panel = await browser.open();
    await panel.page.clock.setFixedTime(NOW);
    for (const width of [280, 600, 900]) {
      await panel.page.setViewportSize({ width, height: 900 });
      const places = new Set<string>();
      for (const name of ['polling', 'reconnecting', 'paused', 'cancelling'] as const) {
        await panel.show(STATES[name]);
        const box = await panel.page.locator('vscode-button[data-key=cancel]').boundingBox();
        places.add(`${box?.x} ${box?.y} ${box?.width}`);
      }
      assert.equal(places.size, 1, `at ${width} px: ${[...places].join(' | ')}`);
    }
  });

  it('draws ten thousand scenes at once, because it draws only the visible ones', async () => {
    const { manyScenes } = await import('./fixtures/states.ts');
    const panel = await browser.open({ width: 900, height: 800 });
    await panel.page.clock.setFixedTime(NOW);
    await panel.show(manyScenes(10_000));
    const drawn = panel.page.locator('.scene');
    assert.ok((await drawn.count()) < 120);
    assert.equal(await panel.page.locator('.scene-number').first().innerText(), '1');
    await panel.page.locator('.scene').first().focus();
    await panel.page.keyboard.press('End');
    await panel.page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '9999');
    assert.ok((await drawn.count()) < 120);
    await panel.page.keyboard.press('Home');
    await panel.page.waitForFunction(() => document.activeElement?.getAttribute('data-index') === '0');
  });
});

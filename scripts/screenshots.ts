// Draws every state of the panel in every theme and at several widths: `npx tsx scripts/screenshots.ts [FOLDER] [name…]`.
// Without a folder, the chosen few go to docs/screenshots.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../test/browser/chromium.ts';
import { shortFilm } from '../test/webview/fixtures/media.ts';
import { NOW } from '../test/webview/fixtures/jobs.ts';
import { STATES, type StateName } from '../test/webview/fixtures/states.ts';
import { THEMES, type ThemeName } from '../test/webview/fixtures/themes.ts';
import { bundlePanel, openPanel, servePanel, type PanelHost } from '../test/webview/page.ts';

interface Shot {
  state: StateName;
  theme: ThemeName;
  width: number;
}

/** Those that are kept with the code. */
const CHOSEN: readonly Shot[] = [
  { state: 'empty', theme: 'dark', width: 900 },
  { state: 'running', theme: 'dark', width: 900 },
  { state: 'running', theme: 'light', width: 900 },
  { state: 'running', theme: 'hc', width: 900 },
  { state: 'running', theme: 'dark', width: 300 },
  { state: 'reconnecting', theme: 'dark', width: 900 },
  { state: 'cancelled', theme: 'dark', width: 900 },
  { state: 'failed', theme: 'dark', width: 900 },
  { state: 'failed', theme: 'light', width: 400 },
  { state: 'done', theme: 'dark', width: 900 },
  { state: 'done', theme: 'light', width: 1160 },
  { state: 'several', theme: 'dark', width: 1160 },
];

const WIDTHS = [280, 400, 600, 1160];

function everything(): Shot[] {
  const states = Object.keys(STATES) as StateName[];
  const themes = Object.keys(THEMES) as ThemeName[];
  return states.flatMap((state) => [
    ...themes.map((theme) => ({ state, theme, width: 900 })),
    ...WIDTHS.map((width) => ({ state, theme: 'dark' as const, width })),
  ]);
}

async function take(
  browser: Browser,
  host: PanelHost,
  folder: string,
  shots: readonly Shot[],
): Promise<void> {
  const [text, thin, bold] = await Promise.all(['400', '300', '600'].map(fontFace));
  for (const { state, theme, width } of shots) {
    const panel = await openPanel(browser, host, {
      theme,
      width,
      height: 200,
      variables: { 'font-family': '"Source Sans 3"' },
      context: { reducedMotion: 'reduce', deviceScaleFactor: 1, bypassCSP: true },
    });
    try {
      await panel.page.addStyleTag({ content: `${text}${thin}${bold}` });
      await panel.page.clock.setFixedTime(NOW);
      await panel.show(STATES[state]);
      // A film takes its height from the window.
      await panel.page.setViewportSize({ width, height: state === 'done' || state === 'tall' ? 900 : 200 });
      const shown = await panel.page.evaluate(() =>
        document.fonts.ready.then(() => document.body.scrollHeight),
      );
      await panel.page.setViewportSize({ width, height: state === 'tall' ? 900 : Math.max(shown, 320) });
      await panel.page.evaluate(() =>
        Promise.all([...document.images].map((image) => image.decode().catch(() => undefined))),
      );
      const path = join(folder, `${state}-${theme}-${width}.png`);
      await panel.page.screenshot({ path, fullPage: state !== 'tall' });
      if (panel.complaints.length > 0) console.log(path, panel.complaints);
    } finally {
      await panel.close();
    }
  }
}

/** The same letters on every machine. */
async function fontFace(weight: string): Promise<string> {
  const file = `node_modules/@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff2`;
  const data = (await readFile(file)).toString('base64');
  return `@font-face { font-family: "Source Sans 3"; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}); }`;
}

const [folder, ...names] = process.argv.slice(2);
const target = folder ?? 'docs/screenshots';
const shots = folder ? everything() : CHOSEN;
const wanted = names.length > 0 ? shots.filter(({ state }) => names.includes(state)) : shots;
await mkdir(target, { recursive: true });
const film = await shortFilm('webm', 62);
const host = await servePanel(await bundlePanel(), film);
const browser = await launchChromium();
try {
  await take(browser, host, target, wanted);
} finally {
  await browser.close();
  await host.close();
  await film.remove();
}

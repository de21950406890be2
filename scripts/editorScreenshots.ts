// Takes the README's pictures of the editor, with the example in a real one: `npx tsx scripts/editorScreenshots.ts`.
import { cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkbench } from '../test/vscode/person/workbench.ts';
import { packageExtension } from './package.ts';

const FILM_MS = 240_000;
/** Into the film, seconds: the picture of the lighthouse. */
const MOMENT = 13;

process.env['AURA_TEST_VSIX'] = await packageExtension(join('.vscode-test', 'built', 'screenshots.vsix'));
const bench = await openWorkbench({
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
    'editor.minimap.enabled': false,
    'editor.wordWrap': 'on',
    'markdown.preview.scrollEditorWithPreview': false,
  },
});
try {
  const { page, panel } = bench;
  await page.setViewportSize({ width: 1500, height: 900 });
  await cp(join('examples', 'pictures'), join(bench.folder, 'pictures'), { recursive: true });
  await bench.open('welcome.md', await readFile(join('examples', 'welcome.md'), 'utf8'));
  await bench.run('View: Toggle Primary Side Bar Visibility');
  await bench.run('Aura: Generate Video');
  await panel
    .getByText(/Render/)
    .first()
    .waitFor();
  await panel
    .locator('[aria-valuenow="86"], [aria-valuenow="87"], [aria-valuenow="88"], [aria-valuenow="89"]')
    .waitFor({
      timeout: FILM_MS,
    });
  await page.screenshot({ path: join('docs', 'screenshots', 'editor-running.png') });
  const video = panel.locator('video');
  await video.waitFor({ timeout: FILM_MS });
  await video.evaluate(async (element, moment) => {
    const film = element as HTMLVideoElement;
    film.currentTime = moment;
    await new Promise((seeked) => film.addEventListener('seeked', seeked, { once: true }));
  }, MOMENT);
  await page.screenshot({ path: join('docs', 'screenshots', 'editor-done.png') });
} finally {
  await bench.close();
}

// Copies the font files that cards are drawn with beside the bundle.
import { copyFile, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const TABLE = new URL('../src/engine/media/cards/fonts.json', import.meta.url);

/**
 * Fills `folder` with exactly the files that the table of fonts names.
 * @param {string} folder
 */
export async function copyFonts(folder) {
  const { families } = JSON.parse(await readFile(TABLE, 'utf8'));
  const files = new Map();
  for (const { package: name, weights, subsets } of Object.values(families)) {
    for (const subset of subsets) {
      for (const weight of weights) {
        const file = `${name}-${subset}-${weight}-normal.woff2`;
        files.set(file, require.resolve(`@fontsource/${name}/files/${file}`));
      }
    }
  }
  await mkdir(folder, { recursive: true });
  const stale = (await readdir(folder)).filter((file) => !files.has(file));
  await Promise.all(stale.map((file) => rm(`${folder}/${file}`, { recursive: true })));
  await Promise.all([...files].map(([file, path]) => copyFile(path, `${folder}/${file}`)));
}

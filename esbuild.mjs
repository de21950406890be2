// Builds everything that runs: `node esbuild.mjs [--watch] [--production]`.
import { chmod } from 'node:fs/promises';
import { context } from 'esbuild';
import { bundles } from './scripts/bundles.mjs';
import { copyFonts } from './scripts/fonts.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

await copyFonts('dist/fonts');
const contexts = await Promise.all(Object.values(bundles(production)).map((bundle) => context(bundle)));
await Promise.all(contexts.map((built) => (watch ? built.watch() : built.rebuild())));
// The command `aura` is this file.
if (!watch) await chmod('dist/cli.js', 0o755);
if (!watch) await Promise.all(contexts.map((built) => built.dispose()));

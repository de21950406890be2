// Builds everything that runs: `node esbuild.mjs [--watch] [--production]`.
import { chmod } from 'node:fs/promises';
import { context } from 'esbuild';
import { copyFonts } from './scripts/fonts.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Packages with native parts or data files: they stay in node_modules. */
const external = ['@napi-rs/canvas', '@echogarden/espeak-ng-emscripten', '@ffmpeg-binary/*'];

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  outdir: 'dist',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
};

/** @type {import('esbuild').BuildOptions[]} */
const targets = [
  {
    ...shared,
    entryPoints: { cli: 'src/cli/main.ts', worker: 'src/engine/worker.ts' },
    platform: 'node',
    target: 'node20',
    format: 'esm',
    external,
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
  },
  {
    ...shared,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['vscode'],
  },
  {
    ...shared,
    entryPoints: { webview: 'src/webview/main.tsx' },
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
];

await copyFonts('dist/fonts');
const contexts = await Promise.all(targets.map((target) => context(target)));
await Promise.all(contexts.map((built) => (watch ? built.watch() : built.rebuild())));
// The command `aura` is this file.
if (!watch) await chmod('dist/cli.js', 0o755);
if (!watch) await Promise.all(contexts.map((built) => built.dispose()));

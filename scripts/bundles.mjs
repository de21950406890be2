/** Packages with native parts or data files: they stay in node_modules. */
const external = ['@napi-rs/canvas', '@echogarden/espeak-ng-emscripten', '@ffmpeg-binary/*'];

/**
 * What a window loads only when it is wanted is a file of its own, and no part of what every window loads.
 * @type {import('esbuild').Plugin}
 */
const loadedLater = {
  name: 'loaded later',
  setup(build) {
    build.onResolve({ filter: /\/engine\/script\/namedMedia\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './namedMedia.cjs', external: true } : undefined,
    );
  },
};

/**
 * Everything that runs, as esbuild is to make it.
 * @param {boolean} production small instead of readable
 * @returns {Record<'programs' | 'extension' | 'webview', import('esbuild').BuildOptions>}
 */
export function bundles(production) {
  /** @type {import('esbuild').BuildOptions} */
  const shared = {
    bundle: true,
    outdir: 'dist',
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
  };
  return {
    programs: {
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
    extension: {
      ...shared,
      entryPoints: {
        extension: 'src/extension/extension.ts',
        namedMedia: 'src/engine/script/namedMedia.ts',
      },
      outExtension: { '.js': '.cjs' },
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      // The extension host loads with `require`.
      supported: { 'dynamic-import': false },
      external: ['vscode'],
      plugins: [loadedLater],
    },
    webview: {
      ...shared,
      entryPoints: { webview: 'src/webview/main.tsx' },
      platform: 'browser',
      target: 'es2022',
      format: 'iife',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    },
  };
}

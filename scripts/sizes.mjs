// Whether what every window loads, as it is shipped, has stayed small: `node scripts/sizes.mjs`.
import { build } from 'esbuild';
import { bundles } from './bundles.mjs';

/** kB each. */
const LIMITS = { 'extension.cjs': 250, 'webview.js': 400 };

const { extension, webview } = bundles(true);
const built = await Promise.all(
  [extension, webview].map((bundle) => build({ ...bundle, write: false, metafile: true })),
);
for (const { metafile } of built) {
  for (const [file, { bytes, inputs }] of Object.entries(metafile.outputs)) {
    const limit = LIMITS[file.split('/').at(-1)];
    if (limit === undefined) continue;
    console.log(`${file}: ${(bytes / 1000).toFixed(0)} kB of ${limit}`);
    if (bytes <= limit * 1000) continue;
    process.exitCode = 1;
    const largest = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
    for (const [input, { bytesInOutput }] of largest.slice(0, 10)) {
      console.error(`  ${(bytesInOutput / 1000).toFixed(0)} kB ${input}`);
    }
  }
}

/**
 * Where the worker's entry is: beside the bundle (`dist/worker.js`), or `src/engine/worker.ts` when run from source.
 */
export const WORKER_URL: URL = import.meta.url.endsWith('.ts')
  ? new URL('../../worker.ts', import.meta.url)
  : new URL('worker.js', import.meta.url);

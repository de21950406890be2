import { parentPort } from 'node:worker_threads';
import { cardJobs } from './media/cards/cardJobs.ts';
import { serveJobs } from './media/workers/serve.ts';
import { RASTERISE } from './media/pictures/rasterise.ts';
import { rasteriseFromStdin } from './media/pictures/rasteriseChild.ts';
import { listEspeakVoices, speakWithEspeak } from './providers/tts/espeakSpeaker.ts';

/** Kinds of jobs that worker threads do. A further kind is one more line here. */
const handlers = {
  espeak: speakWithEspeak,
  'espeak-voices': listEspeakVoices,
  ...cardJobs,
};

/** Names the pool's jobs and their types: `createWorkerPool<EngineJobs>(…)`. */
export type EngineJobs = typeof handlers;

// As a process instead of a thread it draws one SVG: what is hostile can be killed there.
if (parentPort) serveJobs(parentPort, handlers);
else if (process.argv[2] === RASTERISE) await rasteriseFromStdin(process.argv.slice(3));

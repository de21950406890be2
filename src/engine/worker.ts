import { parentPort } from 'node:worker_threads';
import { serveJobs } from './media/workers/serve.ts';
import { listEspeakVoices, speakWithEspeak } from './providers/tts/espeakSpeaker.ts';

/** Kinds of jobs that worker threads do. A further kind is one more line here. */
const handlers = {
  espeak: speakWithEspeak,
  'espeak-voices': listEspeakVoices,
};

/** Names the pool's jobs and their types: `createWorkerPool<EngineJobs>(…)`. */
export type EngineJobs = typeof handlers;

if (parentPort) serveJobs(parentPort, handlers);

// Tells every event of a job in words.
//   AURA=http://127.0.0.1:5005 TOKEN=… node all-events.mjs [job]
import { EventSource } from 'eventsource';

const { AURA = 'http://127.0.0.1:5005', TOKEN } = process.env;
const headers = { authorization: `Bearer ${TOKEN}` };

/** The words for each event. What is not known is passed over: a newer server may say more. */
const WORDS = {
  'job-status': ({ status, message, jobsAhead, gap }) =>
    `${status}: ${message}${jobsAhead ? `, ${jobsAhead} before it` : ''}${gap ? ' (some events are lost)' : ''}`,
  'film-plan': ({ title, film, plan, scenes }) =>
    `“${title}”, ${film.width}×${film.height}, about ${plan.seconds} s; ${plan.build} of ${plan.total} scenes to build: ` +
    scenes.map((scene) => scene.title).join(', '),
  'step-status': ({ step, status, durationMs }) =>
    `${step} ${status}${durationMs === undefined ? '' : ` in ${durationMs} ms`}`,
  'step-progress': ({ percent, message, substageDetail }) =>
    `${percent} % ${message}${substageDetail ? ` · ${substageDetail}` : ''}`,
  'scene-status': ({ scene, state, thumbnail }) =>
    `scene ${scene} ${state}${thumbnail ? `, looks like ${thumbnail}` : ''}`,
  warning: ({ message }) => `careful: ${message}`,
  'step-error': ({ step, error }) => `${step}: ${error.message}; something else is tried`,
  'job-completed': ({ artifacts, stats }) =>
    `done in ${stats.wallSeconds} s: ${artifacts.map(({ name }) => name).join(', ')}`,
  'job-failed': ({ errorMessage, errors }) =>
    `failed: ${errorMessage}. ${errors.map(({ remediation }) => remediation).join(' ')}`,
  'job-cancelled': ({ message }) => message,
  heartbeat: ({ intervalSeconds }) => `alive, as every ${intervalSeconds} s`,
};

const jobId = process.argv[2] ?? (await demo());
const events = new EventSource(`${AURA}/api/jobs/${jobId}/events?replay=all`, {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
});

for (const [name, words] of Object.entries(WORDS)) {
  events.addEventListener(name, ({ data, lastEventId }) => {
    console.log(`${name} ${lastEventId}: ${words(JSON.parse(data))}`);
    if (['job-completed', 'job-failed', 'job-cancelled'].includes(name)) events.close();
  });
}

// Two things are called `error`: trouble that the server tells of, with data, and a connection that broke, without.
events.addEventListener('error', (event) => {
  console.log(event.data ? JSON.parse(event.data).message : (event.message ?? 'the connection ended'));
  if (event.code >= 400 && event.code < 500) events.close();
});

async function demo() {
  const response = await fetch(`${AURA}/api/quick/demo`, { method: 'POST', headers });
  const job = await response.json();
  if (!response.ok) throw new Error(`${job.title}. ${job.remediation}`);
  return job.jobId;
}

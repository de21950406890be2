// Makes a film on an Aura server, shows how far it is, and downloads it.
//   AURA=http://127.0.0.1:5005 TOKEN=… node basic.mjs [script.md]
import { readFile, writeFile } from 'node:fs/promises';
import { EventSource } from 'eventsource';

// What goes wrong is a line in words.
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});

const { AURA = 'http://127.0.0.1:5005', TOKEN } = process.env;
const headers = { authorization: `Bearer ${TOKEN}` };
const [script] = process.argv.slice(2);

const job = script ? await start(await readFile(script, 'utf8')) : await post('/api/quick/demo');
console.log(`${job.title}: ${job.jobId}`);

// It comes back by itself when the connection breaks, and says after which event.
const events = new EventSource(`${AURA}/api/jobs/${job.jobId}/events?replay=all`, {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
});

events.addEventListener('step-progress', ({ data }) => {
  const { percent, message, etaSeconds } = JSON.parse(data);
  const left = etaSeconds === undefined ? '' : ` · ${Math.round(etaSeconds)} s left`;
  console.log(`${String(Math.round(percent)).padStart(3)} %  ${message}${left}`);
});

events.addEventListener('job-completed', async ({ data }) => {
  events.close();
  const { output } = JSON.parse(data);
  const film = await fetch(AURA + output.videoPath, { headers });
  await writeFile(`${job.jobId}.mp4`, film.body);
  console.log(`100 %  ${job.jobId}.mp4, ${output.durationSeconds.toFixed(1)} s`);
});

events.addEventListener('error', ({ message }) => console.error(message ?? 'The connection broke'));

for (const ending of ['job-failed', 'job-cancelled']) {
  events.addEventListener(ending, ({ data }) => {
    events.close();
    const { errorMessage, message, errors = [] } = JSON.parse(data);
    console.error(errorMessage ?? message);
    for (const { remediation } of errors) console.error(`  ${remediation}`);
    process.exitCode = 1;
  });
}

/** A small film of a Markdown script. */
function start(text) {
  return post('/api/jobs', { script: { format: 'markdown', text }, overrides: { resolution: '480p' } });
}

async function post(path, body = {}) {
  const response = await fetch(AURA + path, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${answer.title}. ${answer.remediation}`);
  return answer;
}

// Makes a film; Ctrl-C cancels it on the server and tells what became of the work.
//   AURA=http://127.0.0.1:5005 TOKEN=… node cancel.mjs [script.md]
import { readFile } from 'node:fs/promises';
import { EventSource } from 'eventsource';

// What goes wrong is a line in words.
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});

const { AURA = 'http://127.0.0.1:5005', TOKEN } = process.env;
const headers = { authorization: `Bearer ${TOKEN}` };
const [script] = process.argv.slice(2);

const job = script
  ? await post('/api/jobs', { script: { format: 'markdown', text: await readFile(script, 'utf8') } })
  : await post('/api/quick/demo');
console.log(`${job.title} · Ctrl-C cancels`);

const events = new EventSource(`${AURA}/api/jobs/${job.jobId}/events`, {
  fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers } }),
});
events.addEventListener('job-status', ({ data }) => console.log(JSON.parse(data).message));
events.addEventListener('step-progress', ({ data }) => {
  const { percent, message } = JSON.parse(data);
  console.log(`${percent} %  ${message}`);
});
for (const ending of ['job-completed', 'job-failed', 'job-cancelled']) {
  events.addEventListener(ending, ({ data }) => {
    events.close();
    const { status, message, errorMessage } = JSON.parse(data);
    console.log(`${status}. ${errorMessage ?? message ?? ''}`);
  });
}

process.once('SIGINT', async () => {
  try {
    // The answer comes when the work has stopped. A job that ended meanwhile is 409.
    const { providerStatuses, completedStages } = await post(`/api/jobs/${job.jobId}/cancel`);
    for (const { providerName, status, warning } of providerStatuses) {
      console.log(`${providerName}: ${warning ?? status}`);
    }
    console.log(`kept: ${completedStages.map(({ stage }) => stage).join(', ') || 'nothing'}`);
  } catch (error) {
    console.error(error.message);
  }
});

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

// Follows a job through whatever the network does: comes back where it was, waits longer each time, and knows when not to.
//   AURA=http://127.0.0.1:5005 TOKEN=… node recovery.mjs [job]
import { setTimeout as pause } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';

// What goes wrong is a line in words.
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});

const { AURA = 'http://127.0.0.1:5005', TOKEN } = process.env;
const ENDINGS = new Set(['job-completed', 'job-failed', 'job-cancelled']);
const jobId = process.argv[2] ?? (await (await send('/api/quick/demo', { method: 'POST' })).json()).jobId;

let lastId;
let ended = false;
for (let failures = 0; !ended; ) {
  try {
    await follow(() => (failures = 0));
    if (!ended) throw new Error('The stream ended early');
  } catch (error) {
    // Asking again does not change these.
    if ([400, 401, 403, 404, 410, 422].includes(error.status)) throw error;
    failures += 1;
    const full = Math.min(30_000, 1000 * 2 ** (failures - 1));
    const ms = Math.max(full * (0.5 + Math.random() / 2), error.retryAfterMs ?? 0);
    console.log(`${error.message}; again in ${(ms / 1000).toFixed(1)} s`);
    await pause(ms);
  }
}

/** One connection, to its end. */
async function follow(onEvent) {
  const headers = lastId === undefined ? {} : { 'last-event-id': lastId };
  const silence = new AbortController();
  const response = await send(`/api/jobs/${jobId}/events?replay=all`, { headers, signal: silence.signal });
  // 204: we had the last event already.
  if (response.status === 204) return (ended = true);
  const beats = Number(response.headers.get('x-aura-heartbeat-seconds') ?? 30);
  const parser = createParser({
    onEvent({ id, event, data: text }) {
      const data = JSON.parse(text);
      onEvent();
      // Only an event with an id moves the cursor; a gap sets it anew.
      if (data.gap) lastId = data.lastEventId;
      else if (id) lastId = id;
      if (event !== 'heartbeat') console.log(id ?? '-', event, data.message ?? data.status ?? '');
      if (ENDINGS.has(event)) ended = true;
    },
  });
  const decoder = new TextDecoder();
  // Three heartbeats that stay away: the connection is dead, though nobody said so.
  const timer = setTimeout(() => silence.abort(new Error('Nothing was heard any more')), beats * 3000);
  try {
    for await (const bytes of response.body) {
      timer.refresh();
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
  } finally {
    clearTimeout(timer);
  }
}

/** @throws Error with the status and what the server asks to wait */
async function send(path, init = {}) {
  const headers = { ...init.headers, authorization: `Bearer ${TOKEN}` };
  const response = await fetch(AURA + path, { ...init, headers });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({ title: `HTTP ${response.status}`, remediation: '' }));
  throw Object.assign(new Error(`${problem.title}. ${problem.remediation}`), {
    status: response.status,
    retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000,
  });
}

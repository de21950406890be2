// Reads an event stream with nothing but fetch; this runs in a browser, too, where an EventSource cannot send a token.
//   AURA=http://127.0.0.1:5005 TOKEN=… node bare-sse.mjs [job]
// What goes wrong is a line in words.
process.on('uncaughtException', ({ message }) => {
  console.error(message);
  process.exit(1);
});

const { AURA = 'http://127.0.0.1:5005', TOKEN } = process.env;
const headers = { authorization: `Bearer ${TOKEN}` };

const jobId = process.argv[2] ?? (await (await send('/api/quick/demo', { method: 'POST' })).json()).jobId;
const stream = await send(`/api/jobs/${jobId}/events?replay=all`);

for await (const { id, event, data } of read(stream.body)) {
  console.log(id ?? '-', event, data.message ?? data.status ?? '');
}

/** The events of a stream. A block of lines is one event; an empty line ends it; a line with a colon first is a comment. */
async function* read(body) {
  const decoder = new TextDecoder();
  let text = '';
  let fields = {};
  for await (const bytes of body) {
    text += decoder.decode(bytes, { stream: true });
    const lines = text.split('\n');
    // The last line may not be whole yet.
    text = lines.pop();
    for (const line of lines) {
      if (line === '') {
        if (fields.data !== undefined) yield { ...fields, data: JSON.parse(fields.data) };
        fields = {};
      } else if (!line.startsWith(':')) {
        const [name] = line.split(':', 1);
        fields[name] = line.slice(name.length + 1).trimStart();
      }
    }
  }
}

async function send(path, init) {
  const response = await fetch(AURA + path, { ...init, headers });
  if (response.ok) return response;
  const { title, remediation } = await response.json();
  throw new Error(`${title}. ${remediation}`);
}

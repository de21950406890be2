// A client whose event loop is blocked in the middle of a stream: `blockedChild.ts URL TOKEN JOB SEQ MS`. Prints each
// event's id and each change of the connection; blocks for MS when event SEQ has arrived.
import { createAuraClient } from '../../../src/client/client.ts';

const [url = '', token = '', job = '', seq = '', ms = ''] = process.argv.slice(2);
const client = createAuraClient({ endpoint: { url, token } });

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

let connection = '';
// From before the first event.
const known = { ...(await client.get(job)), percent: 0 };
const { lastEventId: _, ...unseen } = known;
for await (const item of client.watch(job, { known: unseen })) {
  if (item.connection.kind !== connection) say(item.connection.kind);
  connection = item.connection.kind;
  const { event } = item;
  if (event?.id === undefined) continue;
  say(event.id);
  if (!event.id.endsWith(`-${seq}`)) continue;
  say('blocking');
  // The line must be out before.
  await new Promise((resolve) => {
    setTimeout(resolve, 50);
  });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
}
client.close();

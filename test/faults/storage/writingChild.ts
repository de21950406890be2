// Writes without end, to be killed: `writingChild.ts job FOLDER` saves a job, `writingChild.ts log FILE` appends to a log that
// is shortened often. Says on stdout what is durable.
import { dirname } from 'node:path';
import { openJournal } from '../../../src/engine/jobs/journal/journal.ts';
import { takeLock } from '../../../src/engine/jobs/lock.ts';
import { jobFolder, readStoredJob, writeStoredJob } from '../../../src/engine/jobs/storedJob.ts';

const [what, path = ''] = process.argv.slice(2);

async function saveForEver(): Promise<void> {
  const folder = jobFolder(dirname(path), path.slice(dirname(path).length + 1));
  const stored = await readStoredJob(folder);
  if (!stored || !(await takeLock(folder.root))) throw new Error('The job is not there to be taken');
  for (let number = 0; ; number++) {
    const message = `${number} `.repeat(40_000);
    await writeStoredJob(folder, { ...stored, snapshot: { ...stored.snapshot, message } });
    process.stdout.write(`${number}\n`);
  }
}

async function appendForEver(): Promise<void> {
  const journal = await openJournal({ path, now: () => 1000, keep: 100 });
  const timestamp = new Date(0).toISOString();
  for (;;) {
    for (let number = 0; number < 20; number++) {
      const data = { jobId: 'a', correlationId: 'c', timestamp, message: 'w', step: 'tts' as const };
      journal.append({ event: 'warning', data });
    }
    await journal.flush();
    process.stdout.write(`${journal.last()}\n`);
  }
}

if (what === 'job') await saveForEver();
if (what === 'log') await appendForEver();

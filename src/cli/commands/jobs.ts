import { AuraError, JobStatusSchema, type JobFilter, type JobStatus } from '../../protocol/protocol.ts';
import { EXIT } from '../exit.ts';
import { jobTable } from '../jobTable.ts';
import { openPlace } from '../place/jobPlace.ts';
import type { ServerFlags } from '../place/serverFlags.ts';
import { painter } from '../report.ts';

export interface JobsFlags extends ServerFlags {
  status?: string;
  limit?: string;
  json?: boolean;
}

const DEFAULT_LIMIT = 20;

/** `aura jobs [--status WORDS] [--limit N] [--server URL] [--json]`: the newest first. */
export async function jobsCommand(flags: JobsFlags): Promise<number> {
  const filter = filterOf(flags);
  const place = await openPlace(flags);
  try {
    const jobs = await place.service.list(filter);
    if (flags.json) {
      process.stdout.write(`${JSON.stringify(jobs, null, 2)}\n`);
      return EXIT.done;
    }
    const columns = process.stdout.isTTY ? process.stdout.columns || undefined : undefined;
    const paint = painter(process.stdout);
    const lines = jobTable(jobs, columns, Date.now()).map((line, index) =>
      index === 0 ? paint('dim', line) : line,
    );
    process.stdout.write(
      jobs.length === 0 ? `No ${flags.status ? 'such jobs' : 'jobs'}.\n` : `${lines.join('\n')}\n`,
    );
    return EXIT.done;
  } finally {
    await place.close();
  }
}

function filterOf({ status, limit }: JobsFlags): JobFilter {
  const number = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (!Number.isInteger(number) || number < 1) {
    throw new AuraError('E400-BAD_REQUEST', `--limit cannot be ${limit ?? ''}`, {
      remediation: 'It takes a whole number from 1.',
    });
  }
  return { limit: number, ...(status === undefined ? {} : { status: status.split(',').map(statusOf) }) };
}

/** A status by its name, whatever its capitals, `cancelled` with one l or two. */
function statusOf(word: string): JobStatus {
  const plain = word.trim().toLowerCase().replace('cancelled', 'canceled');
  const found = JobStatusSchema.options.find((status) => status.toLowerCase() === plain);
  if (found) return found;
  throw new AuraError('E400-BAD_REQUEST', `--status cannot be ${word}`, {
    remediation: `It takes ${JobStatusSchema.options.join(', ')}, or several with commas.`,
  });
}

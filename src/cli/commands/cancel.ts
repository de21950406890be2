import type { CancellationResult, ProviderStatus } from '../../protocol/protocol.ts';
import { EXIT } from '../exit.ts';
import { openPlace } from '../place/jobPlace.ts';
import type { ServerFlags } from '../place/serverFlags.ts';

/** What became of a provider, as the panel says it. */
const STATUS_WORDS: Readonly<Record<ProviderStatus['status'], string>> = {
  Cancelled: 'Stopped',
  NotSupported: 'Cannot be stopped',
  Failed: 'Did not stop',
  Error: 'Did not stop',
};

/** `aura cancel JOB [--server URL] [--json]`: ends a job and says what became of everything that worked for it. */
export async function cancelCommand(id: string, flags: ServerFlags & { json?: boolean }): Promise<number> {
  const place = await openPlace(flags);
  try {
    const result = await place.service.cancel(id);
    const lines = flags.json ? [JSON.stringify(result)] : cancellationLines(result);
    process.stdout.write(`${lines.join('\n')}\n`);
    return EXIT.done;
  } finally {
    await place.close();
  }
}

function cancellationLines({ message, providerStatuses, warnings }: CancellationResult): string[] {
  const width = Math.max(0, ...providerStatuses.map(({ providerName }) => providerName.length));
  return [
    message,
    ...providerStatuses.map(({ providerName, providerType, status, warning }) => {
      const words = `  ${providerName.padEnd(width)}  ${STATUS_WORDS[status]} (${providerType})`;
      return warning ? `${words}: ${warning}` : words;
    }),
    ...warnings.map((warning) => `! ${warning}`),
  ];
}

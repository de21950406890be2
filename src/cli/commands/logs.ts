import { EXIT } from '../exit.ts';
import { openPlace } from '../place/jobPlace.ts';
import type { ServerFlags } from '../place/serverFlags.ts';

/** `aura logs JOB [--server URL]`: the render log, as far as it goes. */
export async function logsCommand(id: string, flags: ServerFlags): Promise<number> {
  const place = await openPlace(flags);
  try {
    const text = await place.service.logs(id);
    process.stdout.write(text === '' || text.endsWith('\n') ? text : `${text}\n`);
    return EXIT.done;
  } finally {
    await place.close();
  }
}

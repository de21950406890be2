import { access, constants, statfs } from 'node:fs/promises';
import type { Readiness } from '../protocol/protocol.ts';

/** Free space below which no film can be finished, bytes. */
const TOO_LITTLE = 100e6;

/** Whether jobs can be written there, and whether there is room; the words name no path. */
export async function checkDataFolder(folder: string): Promise<Pick<Readiness['checks'], 'data' | 'disk'>> {
  const writable = access(folder, constants.W_OK | constants.X_OK).then(
    () => 'ok',
    () => 'cannot be written',
  );
  const room = statfs(folder).then(
    ({ bavail, bsize }) => {
      const free = bavail * bsize;
      return free < TOO_LITTLE ? `only ${Math.floor(free / 1e6)} MB free` : 'ok';
    },
    () => 'cannot be read',
  );
  const [data, disk] = await Promise.all([writable, room]);
  return { data, disk };
}

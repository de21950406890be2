import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENDPOINT_FILE, type Endpoint } from '../../protocol/protocol.ts';

/** Says where the engine listens: readable by its owner only, never seen in part. */
export async function writeEndpointFile(folder: string, endpoint: Endpoint): Promise<void> {
  const path = join(folder, ENDPOINT_FILE);
  const part = `${path}.${randomBytes(4).toString('hex')}.part`;
  await writeFile(part, `${JSON.stringify(endpoint, undefined, 2)}\n`, { mode: 0o600 });
  await rename(part, path);
}

/** Removes the file if it still speaks of this engine. */
export async function removeEndpointFile(folder: string, endpoint: Endpoint): Promise<void> {
  const path = join(folder, ENDPOINT_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (text.includes(JSON.stringify(endpoint.socketPath))) await rm(path, { force: true });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAura } from '../cli/aura.ts';
import { TOKEN } from './server.ts';

/** `aura serve` as a process of its own, with {@link TOKEN}. */
export interface ServerProcess {
  url: string;
  /** Its data, its cache, and a place for what is downloaded. */
  folder: string;
  /** What a client finds it by. */
  env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startServerProcess(): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'aura-serve-'));
  const server = startAura(folder, ['serve', '--port', '0', '--token', TOKEN]);
  const [, url = ''] = await server.prints(/listening on (http\S+)\n/);
  return {
    url,
    folder,
    env: { AURA: url, TOKEN },
    async close() {
      server.child.kill('SIGTERM');
      await server.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

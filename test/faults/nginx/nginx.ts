import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { environment, type Nginx } from './findNginx.ts';

export interface RunningNginx {
  url: string;
  close(): Promise<void>;
}

/** What stands before the server: its `location` blocks, and what is said above them. */
export interface Site {
  locations: string;
  /** Directives of the `http` block. */
  http?: string;
}

/** Runs nginx as one process of its own, with everything it writes in a folder of its own. */
export async function runNginx(nginx: Nginx, site: Site): Promise<RunningNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'aura-nginx-'));
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(config, configOf(folder, port, site));
  const child = spawn(nginx.program, ['-p', folder, '-c', config, '-e', 'stderr'], {
    env: environment(nginx),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const ended = once(child, 'exit');
  async function close(): Promise<void> {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  }
  while (!(await listens(port))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      await close();
      throw new Error(`nginx has ended: ${said}`);
    }
    await pause(10);
  }
  return { url: `http://127.0.0.1:${port}`, close };
}

function configOf(folder: string, port: number, { locations, http = '' }: Site): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n  ')}
  ${http}
  server {
    listen 127.0.0.1:${port};
    ${locations}
  }
}
`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function listens(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

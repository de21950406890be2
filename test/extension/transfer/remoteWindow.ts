import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuraClient } from '../../../src/client/client.ts';
import { systemClock } from '../../../src/protocol/protocol.ts';
import { createJobMemory } from '../../../src/extension/jobs/memory.ts';
import { createJobs } from '../../../src/extension/jobs/jobs.ts';
import { wakeableClock } from '../../../src/extension/lifetime/wakeableClock.ts';
import { createDownloads } from '../../../src/extension/transfer/downloads.ts';
import { createSend } from '../../../src/extension/transfer/send.ts';
import { type FaultProxy, type FaultScript, openProxy } from '../../faults/proxy.ts';
import { createMemoryService, type MemoryService } from '../../server/memoryService.ts';
import { runServer, TOKEN } from '../../support/server.ts';
import { memoryOf, scriptedHosts } from '../scripted.ts';

/** A real server behind a proxy that can fail, and windows that use it. */
export async function remoteRig(faults: FaultScript = {}) {
  const service = createMemoryService();
  const running = await runServer(service, 'tcp');
  const proxy = await openProxy(Number(new URL(running.url).port), faults);
  const folder = await mkdtemp(join(tmpdir(), 'aura-window-'));
  const memory = memoryOf();
  const windows: { close(): Promise<void> }[] = [];

  /** A window with the memory of the one before: the same after a reload. */
  const open = () => {
    const client = createAuraClient({ endpoint: { url: proxy.url, token: TOKEN }, policy: { baseMs: 50 } });
    const { connections } = scriptedHosts({ [proxy.url]: client }, proxy.url);
    const jobMemory = createJobMemory(memory);
    const log = { warn: () => undefined };
    const clock = wakeableClock(systemClock);
    const jobs = createJobs({ connections, memory: jobMemory, log, history: 30 });
    const downloads = createDownloads({ connections, jobs, memory: jobMemory, clock, log });
    const send = createSend({ connections, jobs, clock });
    const close = async () => {
      await downloads.stop();
      downloads.dispose();
      jobs.dispose();
      connections.dispose();
    };
    windows.push({ close });
    return { connections, jobs, downloads, send, clock, close };
  };

  return {
    service,
    proxy,
    folder,
    open,
    files: async () => (await readdir(folder)).sort(),
    async close() {
      for (const { close } of windows) await close();
      await proxy.close();
      await running.close();
      await rm(folder, { recursive: true, force: true });
    },
  } satisfies Record<string, unknown> & { service: MemoryService; proxy: FaultProxy };
}

export type RemoteRig = Awaited<ReturnType<typeof remoteRig>>;

/** Waits until `holds`, looking again after each turn of what runs. */
export async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`Never: ${what}`);
    await new Promise((settle) => setTimeout(settle, 5));
  }
}

import { createAuraClient, type AuraClient, type ClientOptions } from '../../src/client/client.ts';
import type { StreamPolicy } from '../../src/client/stream/policy.ts';
import type { WatchedJob } from '../../src/client/watch.ts';
import type { JobSnapshot } from '../../src/protocol/protocol.ts';
import type { ServerOptions } from '../../src/server/server.ts';
import { progress, script } from '../server/behave.ts';
import { createMemoryService, type MemoryService } from '../server/memoryService.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../support/server.ts';
import { openProxy, type FaultProxy, type FaultScript } from './proxy.ts';
import { watchWhole, type Seen } from './whole.ts';

/** The real figures are in the table of the policy; here only the order of things counts. */
export const QUICK: Partial<StreamPolicy> = {
  baseMs: 4,
  capMs: 8,
  pollMs: 10,
  breaker: { failures: 5, pauseMs: 20 },
};

export interface RigOptions extends FaultScript {
  policy?: Partial<StreamPolicy>;
  server?: Partial<ServerOptions>;
  client?: Partial<ClientOptions>;
}

/** A real server of jobs in memory, a real client, and faults on the way between them. */
export interface Rig {
  service: MemoryService;
  running: RunningServer;
  proxy: FaultProxy;
  client: AuraClient;
  /** A job that has told ten events before anybody listens: numbers 0 to 9, up to 45 %. */
  job(): Promise<TalkingJob>;
  close(): Promise<void>;
}

export interface TalkingJob {
  id: string;
  /** As it stood after event 0, e.g. kept by the editor. */
  known: JobSnapshot;
  /** Tells `count` more events. */
  say(count: number): void;
  complete(): void;
}

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const service = createMemoryService();
  const running = await runServer(service, 'tcp', options.server);
  const proxy = await openProxy(Number(new URL(running.url).port), options);
  const client = createAuraClient({
    endpoint: { url: proxy.url, token: TOKEN },
    policy: { ...QUICK, ...options.policy },
    ...options.client,
  });
  return {
    service,
    running,
    proxy,
    client,
    job: () => talkingJob(service),
    async close() {
      client.close();
      await proxy.close();
      await running.close();
    },
  };
}

export async function talkingJob(service: MemoryService): Promise<TalkingJob> {
  const known = await service.forOwner(OWNER).start(script('endless'));
  let percent = 0;
  function say(count: number): void {
    for (let told = 0; told < count; told += 1) {
      percent += (100 - percent) / 20;
      progress(service, known.id, percent, `Szene ${percent.toFixed(1)} → größer`);
    }
  }
  say(9);
  return { id: known.id, known, say, complete: () => service.complete(known.id) };
}

/**
 * Watches a job of thirty events to its end: ten were told before, ten come once event 9 has arrived (or the job is
 * polled), and the rest a little later.
 */
export async function watchJob(
  rig: Pick<Rig, 'client'>,
  job: TalkingJob,
  onItem: (item: WatchedJob) => void = () => undefined,
): Promise<Seen> {
  let said = 0;
  return watchWhole(rig.client, job.id, { known: job.known }, (item) => {
    onItem(item);
    const { snapshot, connection } = item;
    const seq = Number(snapshot.lastEventId?.split('-')[1]);
    if (said === 0 && (seq >= 9 || connection.kind === 'polling')) {
      said = 1;
      job.say(10);
    } else if (said === 1 && seq >= 19) {
      said = 2;
      job.say(9);
      job.complete();
    }
  });
}

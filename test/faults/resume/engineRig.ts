import { createAuraClient, type AuraClient, type ClientOptions } from '../../../src/client/client.ts';
import type { Engine, EngineOptions } from '../../../src/engine/engine.ts';
import type { Pipeline } from '../../../src/engine/pipeline.ts';
import { isTerminal, type JobSnapshot } from '../../../src/protocol/protocol.ts';
import type { ServerOptions } from '../../../src/server/server.ts';
import { createHouse, type House } from '../../engine/jobs/house.ts';
import { filmOf, request, scripted } from '../../engine/jobs/scriptedPipeline.ts';
import { OWNER, runServer, TOKEN, type RunningServer } from '../../support/server.ts';
import { until } from '../../support/until.ts';
import { openProxy, type FaultProxy, type FaultScript } from '../proxy.ts';
import { QUICK } from '../rig.ts';

/** A film that goes on as far as a test says; over a restart of its engine, too. */
export interface DrivenFilm {
  pipeline: Pipeline;
  /** Tells `count` more events. */
  say(count: number): void;
  finish(): void;
}

export function drivenFilm(): DrivenFilm {
  const wakes = new Set<() => void>();
  let wanted = 0;
  let finished = false;
  let told = 0;
  const wakeAll = (): void => {
    for (const wake of wakes) wake();
  };
  return {
    pipeline: scripted(async (job) => {
      await job.stage('tts', async (reporter) => {
        for (;;) {
          for (; told < wanted; told += 1) {
            job.scene(`s${told}`, 'built', { seconds: 1 });
            if (told % 4 === 3) reporter.progress(Math.min(99, told), `Szene ${told} → gesprochen`);
          }
          if (finished) return;
          await new Promise<void>((resolve, reject) => {
            const stop = (): void => reject(job.signal.reason);
            const wake = (): void => {
              wakes.delete(wake);
              job.signal.removeEventListener('abort', stop);
              resolve();
            };
            wakes.add(wake);
            job.signal.addEventListener('abort', stop);
            if (job.signal.aborted) stop();
          });
        }
      });
      return await filmOf(job);
    }),
    say(count) {
      wanted += count;
      wakeAll();
    },
    finish() {
      finished = true;
      wakeAll();
    },
  };
}

export interface EngineRig {
  house: House;
  film: DrivenFilm;
  engine: Engine;
  running: RunningServer;
  proxy: FaultProxy;
  client: AuraClient;
  /** A job, and how it stood at its first event. */
  job(): Promise<JobSnapshot>;
  /** Resolves when the job has told event number `seq`. */
  reached(id: string, seq: number): Promise<void>;
  /** Lets the job end; resolves when it has. */
  ended(id: string): Promise<void>;
  /** Closes server and engine, then opens others on the same data. */
  restart(meanwhile?: () => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** A real server of a real engine, a real client, and faults on the way between them. */
export async function openEngineRig(
  options: FaultScript & {
    engine?: Partial<EngineOptions>;
    server?: Partial<ServerOptions>;
    client?: Partial<ClientOptions>;
  } = {},
): Promise<EngineRig> {
  const house = await createHouse();
  const film = drivenFilm();
  const engine = house.engine(film.pipeline, options.engine);
  const running = await runServer(engine, 'tcp', options.server);
  const proxy = await openProxy(portOf(running), options);
  const client = createAuraClient({
    endpoint: { url: proxy.url, token: TOKEN },
    policy: { ...QUICK, capMs: 40 },
    ...options.client,
  });
  const rig: EngineRig = {
    house,
    film,
    engine,
    running,
    proxy,
    client,
    async job() {
      const { id } = await rig.engine.forOwner(OWNER).start(request());
      for await (const event of rig.engine.events(id, { fromStart: true })) {
        if (event.id !== undefined) break;
      }
      return rig.engine.get(id);
    },
    async reached(id, seq) {
      for await (const event of rig.engine.events(id, { fromStart: true })) {
        if (Number(event.id?.split('-')[1]) >= seq) return;
      }
    },
    async ended(id) {
      film.finish();
      await until(async () => isTerminal((await rig.engine.get(id)).status));
    },
    async restart(meanwhile) {
      await rig.running.close();
      await rig.engine.close();
      await meanwhile?.();
      rig.engine = house.engine(film.pipeline, options.engine);
      rig.running = await runServer(rig.engine, 'tcp', options.server);
      proxy.redirect(portOf(rig.running));
    },
    async close() {
      client.close();
      await proxy.close();
      await rig.running.close();
      await house.tearDown();
    },
  };
  return rig;
}

function portOf({ url }: RunningServer): number {
  return Number(new URL(url).port);
}

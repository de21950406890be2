import { createAuraClient } from '../../client/client.ts';
import { probe, readEndpoint } from '../../client/local/probe.ts';
import { AuraError, dataFolder, type Endpoint } from '../../protocol/protocol.ts';
import { folderFacts, openEngine } from '../engine.ts';
import type { JobPlace } from './jobPlace.ts';
import { watchService } from './watchService.ts';

/** An engine that listens must answer within this time, ms. */
const ANSWER_MS = 4000;

/**
 * Jobs of this machine: through the engine that runs, else through one in this process, which leaves interrupted jobs alone.
 *
 * @throws {AuraError} `E503-UNAVAILABLE` for an engine that runs and does not answer.
 */
export async function openLocalPlace(): Promise<JobPlace> {
  const endpoint = await runningEngine(dataFolder(folderFacts()));
  return endpoint ? throughSocket(endpoint) : openInProcess();
}

/** Jobs of an engine in this process. */
export async function openInProcess(): Promise<JobPlace> {
  const engine = await openEngine({ resumeInterrupted: false });
  return {
    service: engine,
    remote: false,
    flags: '',
    watch: (id, options) => watchService(engine, id, options),
    wake: () => undefined,
    close: () => engine.close(),
  };
}

function throughSocket({ socketPath, token }: Endpoint): JobPlace {
  const client = createAuraClient({ endpoint: { socketPath, token } });
  return {
    service: client,
    host: 'this computer',
    remote: false,
    flags: '',
    watch: (id, options) => client.watch(id, options),
    wake: () => client.wake(),
    close: async () => client.close(),
  };
}

async function runningEngine(folder: string): Promise<Endpoint | undefined> {
  const endpoint = await readEndpoint(folder).catch((error: NodeJS.ErrnoException) => {
    // No such folder can be: the engine in this process says so in better words.
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (!endpoint) return undefined;
  const health = await probe(endpoint, ANSWER_MS);
  if (health === 'dead') return undefined;
  if (health === 'ready') return endpoint;
  throw new AuraError('E503-UNAVAILABLE', 'The Aura engine does not answer', {
    details: `Process ${endpoint.pid} listens but is silent: it may be stopped, or the machine very busy.`,
    remediation: 'Wait a moment, or restart it with “Aura: Restart Engine” in the editor.',
  });
}

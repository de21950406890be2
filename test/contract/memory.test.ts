import { behaving, ENDLESS, FAILING, QUICK } from '../server/behave.ts';
import { createMemoryService } from '../server/memoryService.ts';
import { runServer } from '../support/server.ts';
import { jobServiceContract } from './jobService.ts';

const requests = { quick: QUICK, endless: ENDLESS, failing: FAILING };

function memory() {
  const service = behaving(createMemoryService());
  service.files.set('film.mp4', { bytes: new Uint8Array([1, 2, 3, 4]), type: 'video/mp4' });
  return service;
}

jobServiceContract('The service in memory', async () => ({
  service: memory(),
  requests,
  artifact: 'film.mp4',
  close: async () => undefined,
}));

for (const how of ['socket', 'tcp'] as const) {
  jobServiceContract(`The client over ${how}`, async () => {
    const { client, close } = await runServer(memory(), how);
    return { service: client, requests, artifact: 'film.mp4', close };
  });
}

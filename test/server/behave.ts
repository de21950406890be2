import type { GenerateRequest, JobService } from '../../src/protocol/protocol.ts';
import type { MemoryService } from './memoryService.ts';

/** Titles that make a job of {@link behaving} act by itself. */
export const QUICK = script('quick');
export const ENDLESS = script('endless');
export const FAILING = script('failing');

/** A memory service whose jobs act by the titles of their scripts. */
export function behaving(service: MemoryService): MemoryService {
  const acting = (jobs: JobService): JobService => ({
    ...jobs,
    async start(request, options) {
      const known = new Set((await jobs.list()).map(({ id }) => id));
      const snapshot = await jobs.start(request, options);
      if (!known.has(snapshot.id)) queueMicrotask(() => act(service, snapshot.id, snapshot.title));
      return snapshot;
    },
  });
  return { ...service, ...acting(service), forOwner: (owner) => acting(service.forOwner(owner)) };
}

/** A step of progress, enough for any test. */
export function progress(
  service: MemoryService,
  id: string,
  percent: number,
  message = `${percent} %`,
): string {
  return service.emit(id, 'step-progress', {
    stage: 'tts',
    step: 'tts',
    phase: 'tts',
    percent,
    stagePercent: percent,
    message,
    elapsedSeconds: 1,
    warnings: [],
  });
}

export function script(title: string): GenerateRequest {
  return { script: { format: 'markdown', text: `# ${title}\n`, title } };
}

function act(service: MemoryService, id: string, title: string): void {
  if (title === 'endless') return;
  for (const percent of [10, 20, 30]) progress(service, id, percent);
  if (title === 'failing') service.fail(id);
  else service.complete(id);
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { STAGES, type GenerateRequest, type SceneProgress } from '../../../src/protocol/protocol.ts';
import type { FilmResult, JobContext, Pipeline } from '../../../src/engine/pipeline.ts';

/** A request that the scripted pipeline understands. */
export function request(title = 'A film', extra: Record<string, unknown> = {}): GenerateRequest {
  return { script: { format: 'markdown', text: `# ${title}`, title }, ...extra } as GenerateRequest;
}

export function titleOf(asked: GenerateRequest): string {
  return 'script' in asked ? (asked.script.title ?? 'untitled') : asked.brief.topic;
}

/** A pipeline that does what a test says. `run` may use {@link wholeFilm} for the ordinary way. */
export function scripted(run: (job: JobContext, asked: GenerateRequest) => Promise<FilmResult>): Pipeline {
  return {
    plan: async () => ({ scenes: [], build: 0, total: 0, seconds: 0 }),
    outline: (asked) => ({ title: titleOf(asked) }),
    run: (asked, job) => run(job, asked),
  };
}

export function sceneNumber(number: number): SceneProgress {
  return {
    id: `s${number}`,
    line: number,
    title: `Scene ${number}`,
    seconds: 5,
    measured: false,
    state: 'waiting',
  };
}

export const FILM = { width: 1920, height: 1080, fps: 30, captions: 'soft', theme: 'midnight', voice: 'en' };

/** What a film leaves behind: a real file in the job's folder. */
export async function filmOf(job: JobContext, name = 'film.mp4', scenes = 1): Promise<FilmResult> {
  const path = join(job.artifactsFolder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `film of ${job.jobId}`);
  const artifacts = [{ name, path, type: 'video/mp4', sizeBytes: 10 }];
  const output = { videoPath: path, subtitlePath: path, sizeBytes: 10, durationSeconds: 5 };
  return { artifacts, chapters: [], output, filmSeconds: 5, scenesBuilt: scenes, scenesCached: 0 };
}

/** All seven stages one after another, with `between` called inside each of them. */
export async function wholeFilm(
  job: JobContext,
  between: (stage: string, job: JobContext) => Promise<void> = async () => {},
): Promise<FilmResult> {
  for (const stage of STAGES) {
    await job.stage(stage, async (reporter) => {
      if (stage === 'planning') {
        job.planned({
          title: 'A film',
          film: FILM,
          build: 2,
          seconds: 10,
          scenes: [sceneNumber(1), sceneNumber(2)],
        });
      }
      reporter.progress(50, `half of ${stage}`, { currentItem: 1, totalItems: 2 });
      if (stage === 'tts') job.scene('s1', 'building');
      await between(stage, job);
      if (stage === 'render') {
        job.scene('s1', 'built', { seconds: 4 });
        job.scene('s2', 'built', { seconds: 6 });
      }
    });
  }
  return await filmOf(job, 'film.mp4', 2);
}

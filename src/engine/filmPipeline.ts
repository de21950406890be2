import { basename } from 'node:path';
import { AuraError, isBriefRequest, type FilmPlan, type GenerateRequest } from '../protocol/protocol.ts';
import type { Pins } from './cache.ts';
import type { FilmResult, JobContext, Pipeline } from './pipeline.ts';
import { composeStage } from './stages/compose.ts';
import { finalizeStage } from './stages/finalize.ts';
import { checkPlace } from './stages/place.ts';
import { planning, warnings } from './stages/planning.ts';
import { renderStage } from './stages/render.ts';
import { planScenes, scriptStage, writeScript } from './stages/script.ts';
import { ttsStage } from './stages/tts.ts';
import { visualsStage } from './stages/visuals.ts';
import { openBench, planBench, type Bench, type Workshop } from './stages/workshop.ts';

/** The seven stages, in order. */
export function createFilmPipeline(workshop: Workshop): Pipeline {
  return {
    outline(request) {
      const { script } = planning(request);
      const name = isBriefRequest(request) ? undefined : request.script.name;
      return { title: script.title, ...(name === undefined ? {} : { scriptName: basename(name) }) };
    },
    async plan(request, { signal = new AbortController().signal, ...origin }): Promise<FilmPlan> {
      const brief = planning(request);
      const bench = await planBench(workshop, brief.spec, { ...origin, signal });
      const script = await writeScript(bench, request, brief.script);
      const { scenes } = await planScenes(bench, request, brief, script);
      return {
        scenes: scenes.map(({ scene, seconds, cached }) => ({
          id: scene.id,
          line: scene.line,
          title: scene.title,
          seconds,
          cached,
        })),
        build: scenes.filter((scene) => !scene.cached).length,
        total: scenes.length,
        seconds: scenes.reduce((sum, scene) => sum + scene.seconds, 0),
      };
    },
    async run(request, job) {
      await workshop.store.open();
      const pins = workshop.store.pins();
      try {
        return await makeFilm(workshop, request, job, pins);
      } catch (error) {
        if (job.signal.aborted || (await pins.intact())) throw error;
        throw new AuraError('E503-UNAVAILABLE', 'The cache was removed while the film was made', {
          remediation: 'Retry: what is missing is made again.',
          ...(error instanceof Error ? { details: error.message } : {}),
          cause: error,
        });
      } finally {
        await pins.release();
      }
    },
  };
}

async function makeFilm(
  workshop: Workshop,
  request: GenerateRequest,
  job: JobContext,
  pins: Pins,
): Promise<FilmResult> {
  const { brief, bench } = await job.stage('planning', async (reporter) => {
    reporter.progress(undefined, 'Reading the script');
    const planned = planning(request);
    if (!isBriefRequest(request) && request.localOutput !== undefined)
      await checkPlace(request.localOutput, job.jobId);
    for (const { message, code } of warnings(planned.findings)) job.warn('planning', message, { code });
    for (const message of planned.notFollowed) job.warn('planning', message, { code: 'aura/brief' });
    const opened = await openBench(workshop, job, planned.spec, pins);
    sayWhichFfmpeg(opened);
    return { brief: planned, bench: opened };
  });
  const film = await job.stage('script', (reporter) => scriptStage(bench, request, brief, reporter));
  const spoken = await job.stage('tts', (reporter) => ttsStage(bench, film, reporter));
  const drawn = await job.stage('visuals', (reporter) => visualsStage(bench, film, reporter));
  const timeline = await job.stage('compose', async (reporter) => {
    reporter.progress(undefined, 'Laying the film out in time');
    return composeStage(bench, film, spoken, drawn);
  });
  const rendered = await job.stage('render', (reporter) => renderStage(bench, film, timeline, reporter));
  return await job.stage('finalize', (reporter) =>
    finalizeStage(bench, request, film, timeline, rendered, reporter),
  );
}

/** An ffmpeg that the person named and that does not work is not passed over in silence. */
function sayWhichFfmpeg({ job, tool }: Bench): void {
  const named = tool.tried.find(({ source, problem }) => source === 'setting' && problem !== undefined);
  if (!named) return;
  const message = `The ffmpeg of the settings, ${named.path}, does not work (${named.problem}). ${tool.path} is used.`;
  job.warn('planning', message, { code: 'aura/ffmpeg-setting' });
}

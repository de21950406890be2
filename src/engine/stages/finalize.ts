import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
  isBriefRequest,
  type Artifact,
  type Chapter,
  type GenerateRequest,
} from '../../protocol/protocol.ts';
import { mixSound, samplesOf } from '../media/audio/mix.ts';
import { writeVoiceTrack } from '../media/audio/voiceTrack.ts';
import { toSrt } from '../media/captions/srt.ts';
import { toVtt } from '../media/captions/vtt.ts';
import { extractFrame } from '../media/film/frame.ts';
import { joinPieces } from '../media/film/join.ts';
import { muxFilm, muxPreview } from '../media/film/mux.ts';
import { verifyFilm } from '../media/film/verify.ts';
import type { FilmResult, StageReporter } from '../pipeline.ts';
import { LEAD_SECONDS } from '../timeline/sceneLength.ts';
import type { PlannedFilm, Timeline } from './film.ts';
import { publishFilm, type PublishedFilm } from './publish.ts';
import type { RenderedFilm } from './render.ts';
import type { Bench } from './workshop.ts';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.mp4': 'video/mp4',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
  '.png': 'image/png',
};

const LEAD_SAMPLES = Math.round(LEAD_SECONDS * 48_000);

/**
 * Stage 7: sound, captions and picture become one film, which is checked before it gets its name. Nothing is left at the
 * output's place when something goes wrong, and nothing that was there is lost.
 */
export async function finalizeStage(
  bench: Bench,
  request: GenerateRequest,
  film: PlannedFilm,
  timeline: Timeline,
  rendered: RenderedFilm,
  reporter: StageReporter,
): Promise<FilmResult> {
  const { job, spec } = bench;
  const { fps } = spec;
  const work = (name: string): string => join(job.workFolder, name);
  const artifact = (name: string): string => join(job.artifactsFolder, name);
  await mkdir(job.artifactsFolder, { recursive: true });

  const [sound, aac] = [work('sound.wav'), work('sound.m4a')];
  await makeSound(bench, film, timeline, { out: sound, aac }, (percent) =>
    reporter.progress(percent * 0.45, 'Mixing the sound'),
  );

  reporter.progress(45, 'Joining the scenes');
  const picture = work('picture.mp4');
  await joinPieces({ pieces: rendered.pieces, fps, out: picture }, bench.run());

  reporter.progress(60, 'Writing the captions');
  await writeFile(artifact('captions.srt'), toSrt(timeline.cues));
  await writeFile(artifact('captions.vtt'), toVtt(timeline.cues));
  const chapters = chaptersOf(timeline, fps);
  await writeFile(
    artifact('chapters.vtt'),
    toVtt(chapters.map((chapter) => ({ ...chapter, lines: [chapter.title] }))),
  );

  reporter.progress(65, 'Putting the film together');
  const poster = artifact('poster.png');
  const complete = Math.max(0, (timeline.scenes[0]?.frames ?? 1) - 2) / fps;
  await extractFrame({ film: picture, seconds: complete, out: poster }, bench.run());
  const soft = film.options.captions === 'soft' && timeline.cues.length > 0;
  const whole = work('film.mp4');
  await muxFilm(
    {
      video: picture,
      fps,
      sound: { aac },
      ...(soft ? { captions: { path: artifact('captions.srt'), language: film.language } } : {}),
      chapters,
      title: film.title,
      poster,
      out: whole,
    },
    bench.run(),
  );
  reporter.progress(80, 'Making the preview');
  await muxPreview({ video: picture, fps, sound, out: artifact('preview.mp4') }, bench.run());

  reporter.progress(90, 'Checking the film');
  const joints = timeline.scenes.slice(1).map((scene) => scene.start);
  await verifyFilm(
    { film: whole, frames: timeline.frames, fps, sound: 'aac', captions: soft, joints },
    bench.run(),
  );
  await bench.log.flushed();

  const output = await publish(bench, request, whole);
  const artifacts = await Promise.all(
    [
      ['film.mp4', output.video],
      ['captions.srt', output.srt],
      ['captions.vtt', output.vtt],
      ['preview.mp4', artifact('preview.mp4')],
      ['poster.png', poster],
      ['chapters.vtt', artifact('chapters.vtt')],
    ].map(([name = '', path = '']) => describeArtifact(name, path)),
  );
  return {
    artifacts,
    chapters: chapters.map(({ title, start }): Chapter => ({ title, startSeconds: start })),
    output: {
      videoPath: output.video,
      subtitlePath: output.srt,
      sizeBytes: artifacts[0]?.sizeBytes ?? 0,
      durationSeconds: timeline.seconds,
    },
    filmSeconds: timeline.seconds,
    scenesBuilt: rendered.scenesBuilt,
    scenesCached: rendered.scenesCached,
  };
}

/** The film's voice with its music, at its loudness. */
async function makeSound(
  bench: Bench,
  { music, options }: PlannedFilm,
  timeline: Timeline,
  files: { out: string; aac: string },
  onProgress: (percent: number) => void,
): Promise<void> {
  const { job } = bench;
  const samples = samplesOf(timeline.frames, options.fps);
  const clips = timeline.scenes.flatMap(({ spoken, start }) =>
    spoken.sound ? [{ file: spoken.sound, startSample: samplesOf(start, options.fps) + LEAD_SAMPLES }] : [],
  );
  const voice = join(job.workFolder, 'voice.wav');
  onProgress(0);
  await writeVoiceTrack(voice, clips, samples, job.signal);
  await mixSound({ voice, samples, ...files, ...(music ? { music } : {}) }, bench.run(), onProgress);
}

/** A chapter for every scene; neighbours of one title, such as the parts of a long scene, are one. */
function chaptersOf(timeline: Timeline, fps: number): { start: number; end: number; title: string }[] {
  const chapters: { start: number; end: number; title: string }[] = [];
  for (const { start, frames, planned } of timeline.scenes) {
    const { title } = planned.scene;
    const end = (start + frames) / fps;
    const last = chapters.at(-1);
    if (last?.title === title) last.end = end;
    else chapters.push({ start: start / fps, end, title });
  }
  return chapters;
}

/** Beside the script, or in the job's folder where no place was asked for. */
async function publish(bench: Bench, request: GenerateRequest, whole: string): Promise<PublishedFilm> {
  const { artifactsFolder } = bench.job;
  const artifact = (name: string): string => join(artifactsFolder, name);
  const [srt, vtt] = [artifact('captions.srt'), artifact('captions.vtt')];
  if (isBriefRequest(request) || request.localOutput === undefined) {
    bench.job.commit();
    await rename(whole, artifact('film.mp4'));
    return { video: artifact('film.mp4'), srt, vtt };
  }
  const { localOutput: wanted, overwrite = false } = request;
  return publishFilm({
    film: whole,
    srt,
    vtt,
    wanted,
    overwrite,
    claimFile: artifact('published.txt'),
    jobId: bench.job.jobId,
    commit: () => bench.job.commit(),
  });
}

async function describeArtifact(name: string, path: string): Promise<Artifact> {
  const { size } = await stat(path);
  return { name, path, type: MEDIA_TYPES[extname(name)] ?? 'application/octet-stream', sizeBytes: size };
}

import { encodeJoint, encodeSegment } from '../media/film/segment.ts';
import type { Piece } from '../media/film/join.ts';
import { PICTURE_VERSION } from '../media/film/spec.ts';
import { ffmpegProgress } from '../jobs/progress/mappers.ts';
import type { FfmpegRun } from '../media/ffmpeg/ffmpeg.ts';
import type { StageReporter } from '../pipeline.ts';
import type { PlannedFilm, TimedScene, Timeline } from './film.ts';
import { keyable, writeSceneRecord } from './sceneRecord.ts';
import { eachScene, type Bench } from './workshop.ts';

/** What the render stage hands on. */
export interface RenderedFilm {
  /** In order; together exactly the frames of the film. */
  pieces: readonly Piece[];
  scenesBuilt: number;
  scenesCached: number;
}

/** A piece that is to be made, or is in the cache. */
interface Task {
  key: string;
  frames: number;
  /** The scene whose body this is; a joint belongs to none. */
  body?: TimedScene;
  encode(out: string, run: FfmpegRun): Promise<void>;
}

/**
 * Stage 6: pictures become pieces of film, one for each scene and one for each crossfade. Each is encoded once, decoded once
 * to be sure of it, and kept; what is in the cache is taken from there.
 */
export async function renderStage(
  bench: Bench,
  film: PlannedFilm,
  timeline: Timeline,
  reporter: StageReporter,
): Promise<RenderedFilm> {
  const { job } = bench;
  const tasks = timeline.scenes.flatMap((scene, index) => tasksOf(bench, scene, timeline.scenes[index - 1]));
  const counts = new Map(
    timeline.scenes.map((scene) => [scene, { title: scene.planned.scene.title, done: false }]),
  );
  const frames = tasks.map(() => 0);
  let scenesCached = 0;
  const report = (speed?: number): void => {
    const done = {
      frames: frames.reduce((sum, count) => sum + count, 0),
      ...(speed === undefined ? {} : { speed }),
    };
    reporter.update(ffmpegProgress(done, timeline.frames, [...counts.values()]));
  };

  const pieces = await eachScene(tasks, bench.parallel, job.signal, async (task, index) => {
    const { path, hit } = await bench.build(task.key, 'mp4', async (out) => {
      if (task.body) job.scene(task.body.planned.scene.id, 'building');
      const run = bench.run(({ frame, speed }) => {
        frames[index] = Math.min(frame, task.frames);
        report(speed);
      });
      await job.withProvider({ name: 'ffmpeg', type: 'Render', supportsCancellation: true }, () =>
        task.encode(out, run),
      );
    });
    frames[index] = task.frames;
    const count = task.body && counts.get(task.body);
    if (task.body && count) {
      count.done = true;
      if (hit) scenesCached += 1;
      await finishScene(bench, task.body, task.key, hit, film);
    }
    report();
    return { path, frames: task.frames };
  });
  return { pieces, scenesCached, scenesBuilt: timeline.scenes.length - scenesCached };
}

function tasksOf(bench: Bench, scene: TimedScene, before: TimedScene | undefined): Task[] {
  const { store, spec, tool } = bench;
  const common = { spec, ffmpeg: tool.version, version: PICTURE_VERSION };
  const { visual, visualKey, joint, frames } = scene;
  const body: Task = {
    key: store.key('body', keyable({ ...common, visualKey, from: joint, to: frames })),
    frames: frames - joint,
    body: scene,
    encode: (out, run) => encodeSegment({ visual, from: joint, to: frames, spec, out }, run),
  };
  if (!before || joint === 0) return [body];
  const request = { a: before.visual, aFrom: before.frames, b: visual, frames: joint, spec };
  const fade: Task = {
    key: store.key(
      'joint',
      keyable({
        ...common,
        a: before.visualKey,
        aFrom: before.frames,
        b: visualKey,
        frames: joint,
      }),
    ),
    frames: joint,
    encode: (out, run) => encodeJoint({ ...request, out }, run),
  };
  return [fade, body];
}

async function finishScene(
  bench: Bench,
  scene: TimedScene,
  body: string,
  hit: boolean,
  film: PlannedFilm,
): Promise<void> {
  const { planned, frames } = scene;
  const seconds = frames / film.spec.fps;
  await writeSceneRecord(bench, planned.key, { seconds, frames, body });
  bench.job.scene(planned.scene.id, hit ? 'cached' : 'built', { seconds });
}

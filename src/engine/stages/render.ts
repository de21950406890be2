import { encodeJoint, encodeSegment } from '../media/film/segment.ts';
import type { Piece } from '../media/film/join.ts';
import { PICTURE_VERSION } from '../media/film/spec.ts';
import { verifyPiece } from '../media/film/verify.ts';
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
  encode(path: string, onFrame: (frame: number) => void): Promise<void>;
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
  const done = new Map<string, number>();
  const report = (): void => {
    const frames = [...done.values()].reduce((sum, count) => sum + count, 0);
    const finished = scenesDone;
    reporter.progress(
      (frames / timeline.frames) * 100,
      `Render · scene ${Math.min(finished + 1, timeline.scenes.length)} of ${timeline.scenes.length}`,
      {
        currentItem: finished,
        totalItems: timeline.scenes.length,
      },
    );
  };
  let scenesDone = 0;
  let scenesCached = 0;

  const pieces = await eachScene(tasks, bench.parallel, job.signal, async (task, index) => {
    const name = `${index}`;
    const { path, hit } = await bench.build(task.key, 'mp4', async (out) => {
      if (task.body) job.scene(task.body.planned.scene.id, 'building');
      await job.withProvider({ name: 'ffmpeg', type: 'Render', supportsCancellation: true }, () =>
        task.encode(out, (frame) => {
          done.set(name, Math.min(frame, task.frames));
          report();
        }),
      );
      await verifyPiece({ path: out, frames: task.frames }, bench.run());
    });
    done.set(name, task.frames);
    if (task.body) {
      scenesDone += 1;
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
    encode: (out, onFrame) =>
      encodeSegment({ visual, from: joint, to: frames, spec, out }, bench.run(onFrame)),
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
    encode: (out, onFrame) => encodeJoint({ ...request, out }, bench.run(onFrame)),
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

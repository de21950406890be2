import type { PanelJob, SceneProgress } from '../../protocol/protocol.ts';
import type { IconName } from '../ui/icons.ts';
import { SCENES } from '../strings.ts';
import { hasEnded, type Mood } from './mood.ts';
import { partOfScene } from './place.ts';
import { clock, sceneLength } from './words.ts';

/** `held` is work that stands still: the line is lost, or it is being stopped. */
export type SceneLook = 'cached' | 'built' | 'building' | 'held' | 'waiting' | 'failed';

export interface SceneView {
  id: string;
  number: number;
  line: number;
  /** `9.8 s`, `≈ 14 s`. */
  length: string;
  look: SceneLook;
  state: string;
  icon: IconName;
  /** Its name for ears. */
  label: string;
  /** 0–1 of the work on it, where that is known. */
  part?: number;
  /** Webview URI. */
  picture?: string;
}

export interface ScenesView {
  counts: readonly string[];
  scenes: readonly SceneView[];
}

/** The cards of a job's scenes. */
export function scenesView({ snapshot, media }: PanelJob, mood: Mood): ScenesView {
  const rebuilt = snapshot.scenes.some(({ state }) => state === 'cached');
  const part = partOfScene(snapshot);
  const scenes = snapshot.scenes.map((scene, index): SceneView => {
    const look = lookOf(scene, mood);
    const state = stateWord(scene, mood, rebuilt);
    const length = sceneLength(scene.seconds, scene.measured);
    const picture = media?.thumbnails[scene.thumbnail ?? scene.id];
    return {
      id: scene.id,
      number: index + 1,
      line: scene.line,
      length: scene.measured ? length : SCENES.estimated(length),
      look,
      state,
      icon: ICONS[look],
      label: SCENES.card(
        index + 1,
        scene.title,
        scene.measured ? length : SCENES.about(length),
        state,
        scene.line,
      ),
      ...(part !== undefined && (look === 'building' || look === 'held') ? { part } : {}),
      ...(picture ? { picture } : {}),
    };
  });
  return { counts: counts(snapshot.scenes, scenes, mood), scenes };
}

const ICONS: Readonly<Record<SceneLook, IconName>> = {
  cached: 'cached',
  built: 'done',
  building: 'now',
  held: 'waiting',
  waiting: 'waiting',
  failed: 'bad',
};

function lookOf({ state }: SceneProgress, mood: Mood): SceneLook {
  if (state !== 'building') return state;
  if (hasEnded(mood)) return 'waiting';
  return mood === 'running' ? 'building' : 'held';
}

function stateWord({ state }: SceneProgress, mood: Mood, rebuilt: boolean): string {
  if (state === 'cached' || state === 'failed') return SCENES[state];
  if (state === 'built') return rebuilt && mood === 'done' ? SCENES.rebuilt : SCENES.built;
  if (hasEnded(mood)) return SCENES.notBuilt;
  if (state === 'waiting') return SCENES.waiting;
  return mood === 'cancelling' ? SCENES.stopping : SCENES.building;
}

const ORDER = [
  SCENES.cached,
  SCENES.built,
  SCENES.rebuilt,
  SCENES.building,
  SCENES.stopping,
  SCENES.failed,
  SCENES.waiting,
  SCENES.notBuilt,
];

function counts(progress: readonly SceneProgress[], scenes: readonly SceneView[], mood: Mood): string[] {
  const seconds = progress.reduce((sum, scene) => sum + scene.seconds, 0);
  const measured = progress.every((scene) => scene.measured);
  const length = clock(Math.round(seconds));
  const facts = ORDER.flatMap((state) => {
    const count = scenes.filter((scene) => scene.state === state).length;
    if (count === 0) return [];
    const fact = SCENES.count(count, state);
    return [mood === 'cancelled' && state !== SCENES.notBuilt ? SCENES.kept(fact) : fact];
  });
  if (mood === 'cancelled') return facts;
  return [measured ? length : SCENES.about(length), ...facts];
}

// Where in the film the work is: the stage, the item and the scene.
import type { JobSnapshot, SceneProgress } from '../../protocol/protocol.ts';
import { LIFE, STAGE_NAMES } from '../strings.ts';

export interface Place {
  stage: string;
  /** `scene 3 of 5`. */
  item?: string;
  /** Title of the scene. */
  title?: string;
  /** Words of the stage itself, where there is no item. */
  detail?: string;
}

/** What the current stage is at. */
export function placeOf(snapshot: JobSnapshot): Place {
  const stage = STAGE_NAMES[snapshot.stage];
  const progress = snapshot.stages.find((candidate) => candidate.stage === snapshot.stage);
  const { currentItem, totalItems } = progress ?? {};
  if (currentItem !== undefined && totalItems !== undefined && totalItems > 0) {
    const scene = sceneAt(snapshot, currentItem, totalItems);
    const ofScenes = totalItems === snapshot.scenes.length;
    return {
      stage,
      item: ofScenes ? LIFE.scene(currentItem, totalItems) : LIFE.part(currentItem, totalItems),
      ...(scene?.title ? { title: scene.title } : {}),
    };
  }
  const failed = snapshot.scenes.findIndex(({ state }) => state === 'failed');
  if (snapshot.status === 'Failed' && failed >= 0) {
    return { stage, item: LIFE.scene(failed + 1, snapshot.scenes.length) };
  }
  return { stage, ...(snapshot.substageDetail ? { detail: snapshot.substageDetail } : {}) };
}

/** The scene that an item of the current stage is, where that can be told. */
function sceneAt(snapshot: JobSnapshot, item: number, total: number): SceneProgress | undefined {
  if (total === snapshot.scenes.length) return snapshot.scenes[item - 1];
  const building = snapshot.scenes.filter(({ state }) => state === 'building');
  return building.length === 1 ? building[0] : undefined;
}

/** How much of the item that is being worked on is done, 0–1; `undefined` where it cannot be told. */
export function partOfItem(snapshot: JobSnapshot): number | undefined {
  const stage = snapshot.stages.find((candidate) => candidate.stage === snapshot.stage);
  if (!stage || stage.unmeasured || !stage.currentItem || !stage.totalItems) return undefined;
  const part = (stage.percent / 100) * stage.totalItems - (stage.currentItem - 1);
  return part >= 0 && part <= 1 ? part : undefined;
}

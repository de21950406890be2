// Where in the film the work is: the stage, the item and what more is known.
import type { JobSnapshot } from '../../protocol/protocol.ts';
import { LIFE, STAGE_NAMES } from '../strings.ts';

export interface Place {
  stage: string;
  /** `scene 3 of 5`. */
  item?: string;
  /** Title of the scene, in quotes, or other words of the stage itself. */
  detail?: string;
}

const STAGES: ReadonlySet<string> = new Set(Object.values(STAGE_NAMES));

/** `scene 3 of 5`, as engines word it. */
const ITEM = /\b\d+ of \d+$/;

/**
 * What the current stage is at. The job's own message says it best; a message about another stage, and every message
 * of a job that does not run, gives way to the counts of the current stage.
 */
export function placeOf(snapshot: JobSnapshot): Place {
  const stage = STAGE_NAMES[snapshot.stage];
  const failed = snapshot.scenes.findIndex(({ state }) => state === 'failed');
  if (snapshot.status === 'Failed' && failed >= 0) {
    return { stage, item: LIFE.scene(failed + 1, snapshot.scenes.length) };
  }
  const [first = '', ...rest] = factsOf(snapshot.message);
  if (snapshot.status !== 'Running' || snapshot.cancelling) return counted(snapshot, stage);
  if (first !== stage) return counted(snapshot, stage, STAGES.has(first) ? undefined : snapshot.message);
  if (rest.length === 0) return counted(snapshot, stage);
  const [second = '', ...others] = rest;
  if (!ITEM.test(second)) return { stage, detail: rest.join(' · ') };
  return { stage, item: second, ...(others.length > 0 ? { detail: others.join(' · ') } : {}) };
}

/** The facts of a message that engines join by dots. */
export function factsOf(message: string): string[] {
  return message.split(' · ').map((fact) => fact.trim());
}

function counted(snapshot: JobSnapshot, stage: string, message?: string): Place {
  const { currentItem, totalItems } = stageOf(snapshot) ?? {};
  if (currentItem === undefined || !totalItems) return { stage, ...(message ? { detail: message } : {}) };
  const building = snapshot.scenes.filter(({ state }) => state === 'building');
  const title = building.length === 1 ? building[0]?.title : undefined;
  const detail = title ? LIFE.quoted(title) : undefined;
  const item = (totalItems === snapshot.scenes.length ? LIFE.scene : LIFE.part)(
    Math.max(1, currentItem),
    totalItems,
  );
  return { stage, item, ...(detail ? { detail } : {}) };
}

function stageOf(snapshot: JobSnapshot) {
  return snapshot.stages.find((candidate) => candidate.stage === snapshot.stage);
}

/**
 * How much of the one scene that is being rendered is done, 0–1. Rendering is measured in frames, so that with all
 * other scenes either whole or not begun the rest is this scene's; elsewhere it cannot be told.
 */
export function partOfScene(snapshot: JobSnapshot): number | undefined {
  const [building, ...others] = snapshot.scenes.filter(({ state }) => state === 'building');
  const stage = stageOf(snapshot);
  if (snapshot.stage !== 'render' || !building || others.length > 0 || !stage || stage.unmeasured)
    return undefined;
  const whole = sum(snapshot, () => true);
  const finished = sum(snapshot, (state) => state === 'built' || state === 'cached');
  const part = ((stage.percent / 100) * whole - finished) / building.seconds;
  return part >= 0 && part <= 1 ? part : undefined;
}

function sum({ scenes }: JobSnapshot, counts: (state: string) => boolean): number {
  return scenes.reduce((seconds, scene) => (counts(scene.state) ? seconds + scene.seconds : seconds), 0);
}

import { type JobSnapshot, STAGE_TITLES } from '../../protocol/protocol.ts';

const NBSP = '\u00A0';

/** `42 %`, whole, with a space that does not break. */
export function percentWords(percent: number): string {
  return `${Math.floor(percent)}${NBSP}%`;
}

/** The stage and the item it is at: `Voice 3/5`. */
export function stageWords(snapshot: JobSnapshot): string {
  const title = STAGE_TITLES[snapshot.stage];
  const stage = snapshot.stages.find((entry) => entry.stage === snapshot.stage);
  if (stage?.currentItem === undefined || !stage.totalItems) return title;
  return `${title} ${stage.currentItem}/${stage.totalItems}`;
}

/** A length or a wait: `9 s`, `1:02`. */
export function durationWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}${NBSP}s`;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** How long ago: `12 s ago`, `1:02 ago`. */
export function agoWords(seconds: number): string {
  return `${durationWords(Math.floor(seconds))} ago`;
}

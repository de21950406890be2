import type { CardSpec } from '../../../../src/engine/media/cards/card.ts';
import type { SceneContent } from '../../../../src/engine/script/scene.ts';
import type { Aspect, ThemeName } from '../../../../src/protocol/protocol.ts';
import { frameSize } from '../../../../src/protocol/protocol.ts';

export const ASPECTS: readonly Aspect[] = ['16:9', '9:16', '1:1'];
export const THEME_NAMES: readonly ThemeName[] = ['midnight', 'paper', 'signal'];

/** A card at 480 lines, small enough to be drawn often. */
export function specOf(
  content: SceneContent,
  more: Partial<Omit<CardSpec, 'content'>> & { aspect?: Aspect } = {},
): CardSpec {
  const { aspect = '16:9', ...rest } = more;
  return {
    content,
    theme: 'midnight',
    language: 'en',
    captionsBurned: false,
    ...frameSize('480p', aspect),
    ...rest,
  };
}

export function listOf(...texts: readonly string[]): Extract<SceneContent, { kind: 'list' }> {
  return {
    kind: 'list',
    heading: 'A heading',
    ordered: false,
    items: texts.map((text) => ({ text, depth: 0 })),
  };
}

/** Processor time since `started`, seconds: what a busy machine does not change. */
export function secondsOfWork(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

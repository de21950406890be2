import type { SceneContent } from '../../script/scene.ts';
import type { Bitmap, CardLayout, CardSpec, CardState } from './card.ts';
import { fontFingerprint as fingerprintOf } from './fonts.ts';
import { cardGeometry } from './geometry.ts';
import type { CardGeometry } from './geometry.ts';
import { paintCard } from './paint.ts';
import { THEMES } from './themes/themes.ts';
import type { ThemeName } from '../../../protocol/protocol.ts';

export { drawCaption } from './caption.ts';
export { missingGlyphs } from './glyphs.ts';
export { lowerThirdStrength } from './scrim.ts';

/** A card that is laid out and can be drawn in any of its states. */
export interface PreparedCard {
  readonly layout: CardLayout;
  /** Draws one state: RGBA, straight alpha; opaque unless its page is an overlay. */
  draw(state: CardState): Bitmap;
}

const geometries = new WeakMap<CardSpec, CardGeometry>();

function geometryOf(spec: CardSpec): CardGeometry {
  let geometry = geometries.get(spec);
  if (!geometry) {
    geometry = cardGeometry(spec);
    geometries.set(spec, geometry);
  }
  return geometry;
}

/** Decides which text fits where, once; every state is then only drawn. The spec must not change afterwards. */
export function prepareCard(spec: CardSpec): PreparedCard {
  const geometry = geometryOf(spec);
  return {
    layout: geometry.layout,
    draw: (state) => paintCard(geometry, state, spec.picture),
  };
}

/** Pages, steps and notes of a card, without drawing it. Remembered for as long as the spec lives. */
export function layoutCard(spec: CardSpec): CardLayout {
  return geometryOf(spec).layout;
}

/** One state of a card as pixels. */
export function drawCard(spec: CardSpec, state: CardState): Bitmap {
  return prepareCard(spec).draw(state);
}

/** The picture players show before the film begins: the title card, complete. */
export function drawPoster(
  spec: Omit<CardSpec, 'content'> & { content: Extract<SceneContent, { kind: 'title' }> },
): Bitmap {
  return drawCard(spec, { page: 0, shown: 0, entering: 0 });
}

/** Names the fonts a theme is drawn with, theirs and the system's. Part of each card's cache key. */
export function fontFingerprint(theme: ThemeName): string {
  return fingerprintOf(THEMES[theme]);
}

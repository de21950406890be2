import type { ThemeName } from '../../../../protocol/protocol.ts';
import { midnight } from './midnight.ts';
import { paper } from './paper.ts';
import { signal } from './signal.ts';
import type { Theme } from './theme.ts';

/** Every theme by its name. */
export const THEMES: Readonly<Record<ThemeName, Theme>> = { midnight, paper, signal };

const VIETNAMESE = /[ƠơƯư\u1EA0-\u1EF9]/u;

/** A theme with the faces it sets this text in. */
export function themeFor(name: ThemeName, text: string): Theme {
  const theme = THEMES[name];
  return theme.vietnamese && VIETNAMESE.test(text.normalize('NFC'))
    ? { ...theme, ...theme.vietnamese }
    : theme;
}

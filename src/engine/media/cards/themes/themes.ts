import type { ThemeName } from '../../../../protocol/protocol.ts';
import { midnight } from './midnight.ts';
import { paper } from './paper.ts';
import { signal } from './signal.ts';
import type { Theme } from './theme.ts';

/** Every theme by its name. */
export const THEMES: Readonly<Record<ThemeName, Theme>> = { midnight, paper, signal };

import { estimateScript } from './estimate.ts';
import { castNames } from './rules/castNames.ts';
import { duration } from './rules/duration.ts';
import { files } from './rules/files.ts';
import { longCode } from './rules/longCode.ts';
import { longHeading } from './rules/longHeading.ts';
import { manyItems } from './rules/manyItems.ts';
import { readingTime } from './rules/readingTime.ts';
import type { LintWorld, Rule } from './rules/rule.ts';
import { silentScene } from './rules/silentScene.ts';
import { target } from './rules/target.ts';
import { voices } from './rules/voices.ts';
import type { Diagnostic, Script } from './scene.ts';

export type { LintWorld } from './rules/rule.ts';

const RULES: readonly Rule[] = [
  files,
  voices,
  castNames,
  duration,
  target,
  manyItems,
  longHeading,
  longCode,
  readingTime,
  silentScene,
];

/**
 * Everything there is to say about a script, in the order of its lines: what was found while it was read and what the rules find.
 * Pure; what is known of files and voices is passed in. The codes are explained in docs/lint.md. An `error` means that the film
 * cannot be made as it is asked for.
 */
export function lintScript(script: Script, world: LintWorld = {}): Diagnostic[] {
  const estimate = estimateScript(script);
  const found = RULES.flatMap((rule) => rule({ script, world, estimate }));
  return [...script.diagnostics, ...found].sort((one, other) => one.range.start - other.range.start);
}

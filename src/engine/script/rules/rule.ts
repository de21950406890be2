import type { Diagnostic, Script } from '../scene.ts';
import type { Estimate } from '../estimate.ts';

/** What is known of the world around a script. All optional: without it, nothing is said about files and voices. */
export interface LintWorld {
  /** How a path that the script names stands on disk; `wrongCase` is how it is really written. */
  files?: (path: string) => 'found' | 'missing' | { wrongCase: string } | 'outside';
  /** Names of the voices that there are. */
  voices?: readonly string[];
}

/** What a rule sees. */
export interface LintInput {
  script: Script;
  world: LintWorld;
  estimate: Estimate;
}

/** A check of a script that has been read. */
export type Rule = (input: LintInput) => Diagnostic[];

import { diagnostic } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source } from '../source.ts';
import type { YamlProblem } from '../options/yaml.ts';

/** Front matter or a comment whose YAML cannot be read. */
export function invalidSettings(source: Source, problem: YamlProblem): Diagnostic {
  return diagnostic(
    'invalid-settings',
    'error',
    source.range(problem.span.start, problem.span.end),
    `${problem.message} Settings that could be read are used.`,
  );
}

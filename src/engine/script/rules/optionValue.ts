import { diagnostic, replaceWith } from '../diagnostic.ts';
import type { Diagnostic } from '../scene.ts';
import type { Source, Span } from '../source.ts';
import { quoted } from '../diagnostic.ts';

/** A value that cannot be used. The film would be another than was asked for, so this is an error. */
export function wrongValue(
  source: Source,
  key: string,
  span: Span,
  expected: string,
  suggestion: string | undefined,
): Diagnostic {
  const range = source.range(span.start, span.end);
  const written = source.text.slice(span.start, span.end);
  const given = written.trim() === '' ? 'has no value' : `cannot be ${quoted(written)}`;
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`;
  return diagnostic(
    'wrong-value',
    'error',
    range,
    `${quoted(key)} ${given}: it must be ${expected}.${hint}`,
    suggestion === undefined ? [] : [replaceWith(`Change to ${suggestion}`, range, yamlText(suggestion))],
  );
}

/** A value that is understood, but written in a way that others may not understand. */
export function oddValue(source: Source, key: string, span: Span, written: string): Diagnostic {
  const range = source.range(span.start, span.end);
  return diagnostic(
    'odd-value',
    'warning',
    range,
    `${quoted(key)} is taken as ${written}. Write it that way.`,
    [replaceWith(`Change to ${written}`, range, yamlText(written))],
  );
}

/** A value so that YAML reads it back as the same text. */
function yamlText(value: string): string {
  return /^[\w][\w.:-]*$/.test(value) && !/^(?:true|false|null|~)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

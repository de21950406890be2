import type { Diagnostic, DiagnosticFix, DiagnosticSeverity, SourceRange } from './scene.ts';
import type { Source } from './source.ts';

/** Makes a diagnostic; `code` is given without the `aura/` before it. */
export function diagnostic(
  code: string,
  severity: DiagnosticSeverity,
  range: SourceRange,
  message: string,
  fixes: readonly DiagnosticFix[] = [],
): Diagnostic {
  return { code: `aura/${code}`, severity, message, range, fixes };
}

/** A fix that replaces one place. */
export function replaceWith(title: string, range: SourceRange, text: string): DiagnosticFix {
  return { title, edits: [{ range, text }] };
}

/** A fix that puts text in at an offset. */
export function insertAt(title: string, source: Source, offset: number, text: string): DiagnosticFix {
  return { title, edits: [{ range: source.range(offset, offset), text }] };
}

/** A stretch of the script as it is quoted in a message. */
export function quoted(text: string, longest = 60): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  const characters = [...flat];
  return `“${characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : flat}”`;
}

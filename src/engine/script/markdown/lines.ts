/** What a single line of Markdown can be on its own. All patterns are linear. */

const FENCE = /^(`{3,}|~{3,})([^\n]*)$/;
const LIST_MARKER = /^(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;
const YAML_KEY = /^(["']?)([A-Za-z_$][\w$-]*)\1[ \t]*:(?=[ \t]|$)/;

/** Columns of white space at the start; a tab counts to the next multiple of 4. */
export function indentOf(line: string): number {
  let columns = 0;
  for (let index = 0; index < line.length; index++) {
    const unit = line.charCodeAt(index);
    if (unit === 32) columns++;
    else if (unit === 9) columns += 4 - (columns % 4);
    else break;
  }
  return columns;
}

/** An opening code fence, the line given without indentation. */
export function openingFence(trimmed: string): { marker: string; length: number } | undefined {
  const match = FENCE.exec(trimmed);
  const run = match?.[1];
  if (!run || (run.startsWith('`') && match[2]?.includes('`'))) return undefined;
  return { marker: run.charAt(0), length: run.length };
}

/** Whether the line closes that fence. */
export function closesFence(trimmed: string, fence: { marker: string; length: number }): boolean {
  if (trimmed.length < fence.length) return false;
  for (const character of trimmed) if (character !== fence.marker) return false;
  return true;
}

/** `---`, `***`, `___`, also spaced out. */
export function isThematicBreak(trimmed: string): boolean {
  const marker = trimmed.charAt(0);
  if (marker !== '-' && marker !== '*' && marker !== '_') return false;
  let count = 0;
  for (const character of trimmed) {
    if (character === marker) count++;
    else if (character !== ' ' && character !== '\t') return false;
  }
  return count >= 3;
}

/** Depth of an ATX heading, 1–6. */
export function headingDepth(trimmed: string): number | undefined {
  const match = /^(#{1,6})(?:[ \t]|$)/.exec(trimmed);
  return match?.[1]?.length;
}

export function isListMarker(trimmed: string): boolean {
  return LIST_MARKER.test(trimmed);
}

/** Cuts list and quote markers off the front: what is left may open a fence. */
export function withoutMarkers(trimmed: string): string {
  let rest = trimmed;
  for (let depth = 0; depth < 20; depth++) {
    const next = rest.startsWith('>') ? rest.slice(1).trimStart() : rest.replace(LIST_MARKER, '');
    if (next === rest) return rest;
    rest = next;
  }
  return rest;
}

/** The row under a table's head: `|---|:-:|`. */
export function isTableDelimiter(trimmed: string): boolean {
  return trimmed.includes('|') && trimmed.includes('-') && /^[|:\- \t]+$/.test(trimmed);
}

/** The key of a YAML line `key: value`. */
export function yamlKey(line: string): string | undefined {
  return YAML_KEY.exec(line)?.[2];
}

/** Whether the line can stand in a YAML mapping: a key, something indented, a list item, a comment or nothing. */
export function isYamlLike(line: string): boolean {
  return line.trim() === '' || /^[ \t]|^#|^- /.test(line) || yamlKey(line) !== undefined;
}

/** A folder of this machine, and what stands for it elsewhere, such as `$DATA`. */
export interface Mask {
  folder: string;
  as: string;
}

/** Fewer characters of a folder's name say nothing of the disk. */
const TELLING = 6;

/**
 * Replaces folders of this machine in a text by what stands for them: as they are, as they stand in JSON, in a URL or
 * with the other slash, in any case on Windows, and when the end of the text was cut off in the middle of one.
 */
export function createMasker(masks: readonly Mask[]): (text: string) => string {
  const forms = masks
    .map(({ folder, as }) => ({ folder: folder.replace(/[\\/]+$/, ''), as }))
    // A root would stand in every path, also in those of the web.
    .filter(({ folder }) => /[\\/][^\\/]/.test(folder))
    .flatMap(({ folder, as }) => formsOf(folder).map((form): [string, string] => [form, as]));
  if (forms.length === 0) return (text) => text;
  const byForm = new Map(forms.map(([form, as]) => [form.toLowerCase(), as]));
  const longest = [...new Set(forms.map(([form]) => form))].sort((a, b) => b.length - a.length);
  // Only folders of Windows, which knows no case, have a drive.
  const flags = longest.some((form) => /^[a-z](:|%3a)/i.test(form)) ? 'gi' : 'g';
  const pattern = new RegExp(longest.map(escaped).join('|'), flags);
  return (text) => {
    if (!/[\\/%]/.test(text)) return text;
    const masked = text.replace(pattern, (found) => byForm.get(found.toLowerCase()) ?? '$');
    return maskCut(masked, longest, (form) => byForm.get(form.toLowerCase()) ?? '$');
  };
}

/** How a folder may be written. */
function formsOf(folder: string): string[] {
  const slashed = folder.replaceAll('\\', '/');
  const escapedOnce = folder.replaceAll('\\', String.raw`\\`);
  const encoded = encodeURI(slashed);
  const component = [encodeURIComponent(folder), encodeURIComponent(slashed)];
  const lower = component.map((form) => form.replaceAll(/%[\dA-F]{2}/g, (hex) => hex.toLowerCase()));
  const forms = [
    folder,
    slashed,
    escapedOnce,
    encoded,
    encoded.replaceAll('#', '%23'),
    ...component,
    ...lower,
  ];
  return [...new Set(forms)];
}

/** A text that was shortened may end within a folder’s name. */
function maskCut(text: string, forms: readonly string[], standFor: (form: string) => string): string {
  const end = text.endsWith('…') ? text.length - 1 : text.length;
  for (const form of forms.toReversed()) {
    const first = text.indexOf(form.slice(0, TELLING), Math.max(0, end - form.length));
    if (first < 0 || first >= end) continue;
    const rest = text.slice(first, end);
    if (rest.length >= TELLING && form.startsWith(rest))
      return text.slice(0, first) + standFor(form) + text.slice(end);
  }
  return text;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

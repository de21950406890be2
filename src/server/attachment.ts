/** Longest name that is offered, characters, without its ending. */
const LONGEST = 120;

/**
 * `Content-Disposition` that saves a file as `title` with `ending` (RFC 6266), in letters that every file system takes; the
 * plain form for old readers, RFC 5987 for the rest.
 */
export function attachment(title: string, ending: string): string {
  const name = fileName(title) + ending;
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\x20-\x7e]|["\\%]/gu, '_');
  if (plain === name) return `attachment; filename="${plain}"`;
  return `attachment; filename="${plain}"; filename*=UTF-8''${extended(name)}`;
}

function fileName(title: string): string {
  const clean = title.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029/\\:*?"<>|\s]+/gu, ' ');
  const short = [...clean.replace(/^[. ]+/, '')]
    .slice(0, LONGEST)
    .join('')
    .replace(/[. ]+$/, '');
  return short || 'film';
}

/** `ext-value` of RFC 5987: percent-encoded but for `attr-char`. */
function extended(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

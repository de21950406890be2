/** Pictures and clips by their name. What a file really is, its bytes say; this only tells a path from a colour. */
const MEDIA = /\.(?:png|jpe?g|gif|webp|avif|bmp|tiff?|svg|mp4|m4v|mov|webm|mkv|avi)$/i;

/** Whether a reference leads out of the script's folder tree by a protocol: the web, `data:`, `file:`. A drive is no protocol. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]+:|\/\/)/i.test(path);
}

/** Whether the value names a picture or clip on disk. */
export function isLocalPicture(path: string): boolean {
  return !isRemote(path) && MEDIA.test(path);
}

/** The path behind `url(x.png)`, quoted or not, of Marp's and CSS's kind. */
export function unwrapUrl(value: string): string {
  const trimmed = value.trim();
  const inner = /^url\(/i.test(trimmed) && trimmed.endsWith(')') ? trimmed.slice(4, -1).trim() : trimmed;
  const quote = inner.charAt(0);
  return (quote === '"' || quote === "'") && inner.endsWith(quote) && inner.length > 1
    ? inner.slice(1, -1)
    : inner;
}

/**
 * A short name for a text that changes with it: two 32-bit FNV-1a style hashes in base 36. Not for security; it only
 * has to keep scenes apart and stay the same on every machine.
 */
export function textHash(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x1b873593;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ (high >>> 13);
  high = Math.imul(high ^ (high >>> 16), 0xc2b2ae35) ^ (low >>> 13);
  return (low >>> 0).toString(36).padStart(7, '0') + (high >>> 0).toString(36).padStart(7, '0');
}

/** Gives out ids that are unique within one film: equal texts are numbered in their order. */
export function createIdGiver(): (text: string) => string {
  const seen = new Map<string, number>();
  return (text) => {
    const hash = textHash(text);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return count === 1 ? hash : `${hash}-${count}`;
  };
}

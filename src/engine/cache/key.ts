import { createHash } from 'node:crypto';

/** Plain data that a key can be made of. Bytes go in as their hash. */
export type KeyInput =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly KeyInput[]
  | { readonly [name: string]: KeyInput };

/**
 * The name of what is made from these inputs: the same whatever the order of fields, another one when any value differs.
 *
 * @param kind `speech`, `card`, `segment`, …: lower-case letters, digits, dashes.
 */
export function contentKey(kind: string, inputs: KeyInput): string {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(kind)) throw new RangeError(`Not a kind of cache entry: ${kind}`);
  const hash = createHash('sha256').update(canonical(inputs)).digest('hex');
  return `${kind}-${hash.slice(0, 48)}`;
}

/** The key is part of a path: nothing but what {@link contentKey} makes may be one. */
export function isContentKey(key: string): boolean {
  return /^[a-z][a-z0-9-]{0,31}-[0-9a-f]{48}$/.test(key);
}

function canonical(value: KeyInput): string {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new RangeError(`${value} cannot be part of a key`);
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

function isList(value: object): value is readonly KeyInput[] {
  return Array.isArray(value);
}

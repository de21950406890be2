/** An object of another server: names match whatever their case, and a value of the wrong kind is not there. */
export interface Fields {
  text(name: string): string | undefined;
  number(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  list(name: string): readonly unknown[];
  object(name: string): Fields;
  has(name: string): boolean;
}

export function fieldsOf(value: unknown): Fields {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const entries = isObject ? Object.entries(value) : [];
  const byName = new Map(entries.map(([name, field]): [string, unknown] => [name.toLowerCase(), field]));
  const get = (name: string): unknown => byName.get(name.toLowerCase());

  return {
    text(name) {
      const field = get(name);
      if (typeof field === 'number') return String(field);
      return typeof field === 'string' && field.trim() !== '' ? field : undefined;
    },
    number(name) {
      const field = get(name);
      const number = typeof field === 'string' && field.trim() !== '' ? Number(field) : field;
      return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
    },
    flag(name) {
      const field = get(name);
      return typeof field === 'boolean' ? field : undefined;
    },
    list(name) {
      const field = get(name);
      return Array.isArray(field) ? field : [];
    },
    object: (name) => fieldsOf(get(name)),
    has: (name) => byName.get(name.toLowerCase()) !== undefined && get(name) !== null,
  };
}

/** Seconds of `00:00:30`, with or without a fraction or days before it (`1.00:00:30`). */
export function seconds(text: string | undefined): number | undefined {
  const match = /^(?:(\d+)\.)?(\d+):(\d{2}):(\d{2}(?:\.\d+)?)$/.exec(text ?? '');
  if (!match) return undefined;
  const [, days = '0', hours = '0', minutes = '0', rest = '0'] = match;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(rest);
}

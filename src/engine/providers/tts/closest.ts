/** The names most like `wanted`, best first, at most `limit`: by edit distance, without those that share too little. */
export function closest(wanted: string, names: readonly string[], limit = 3): string[] {
  const target = wanted.slice(0, 64).toLowerCase();
  return names
    .map((name) => ({ name, distance: likeness(target, name.toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, Math.max(target.length, name.length) * 0.5))
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

/** A name that begins with or holds the other counts as near, whatever its length. */
function likeness(wanted: string, name: string): number {
  if (wanted.length > 1 && name.startsWith(wanted)) return 0.5;
  if (wanted.length > 2 && name.includes(wanted)) return 1;
  return editDistance(wanted, name);
}

/** Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substituted, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** Whether version `a` is older than `b` (`1.2.3`, what follows a hyphen left aside). Versions that are none are never older. */
export function isOlder(a: string, b: string): boolean {
  const [one, other] = [numbers(a), numbers(b)];
  if (!one || !other) return false;
  const index = one.findIndex((part, place) => part !== other[place]);
  return index >= 0 && (one[index] ?? 0) < (other[index] ?? 0);
}

function numbers(version: string): number[] | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)(?:[-+].*)?$/.exec(version);
  return match?.slice(1).map(Number);
}

/** Most steps that a code card goes through. */
const MOST_STEPS = 50;

/**
 * Lines in focus, step by step, as Slidev and Shiki write them: `{1-3|5}`, `{2,4-6}`, `{all|3}`. Lines are numbered from 1;
 * those that the code does not have are left out, and so are steps without a line.
 */
export function focusSteps(meta: string, lineCount: number): number[][] {
  const inner = [...meta.matchAll(/\{([^{}]*)\}/g)]
    .map((match) => match[1]?.trim() ?? '')
    .find((text) => /^(?:all|none|hide|\*|[\d,\s-]+)(?:\s*\|\s*(?:all|none|hide|\*|[\d,\s-]+))*$/.test(text));
  if (inner === undefined) return [];
  return inner
    .split('|')
    .slice(0, MOST_STEPS)
    .map((step) => linesOf(step.trim(), lineCount))
    .filter((lines) => lines.length > 0);
}

function linesOf(step: string, lineCount: number): number[] {
  if (step === 'all' || step === '*') return Array.from({ length: lineCount }, (_, index) => index + 1);
  const lines = new Set<number>();
  for (const part of step.split(',')) {
    const match = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(part);
    if (!match) continue;
    const first = Number(match[1]);
    const last = Math.min(Number(match[2] ?? match[1]), lineCount);
    for (let line = Math.max(1, first); line <= last; line++) lines.add(line);
  }
  return [...lines].sort((one, other) => one - other);
}

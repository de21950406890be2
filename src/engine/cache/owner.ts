import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names of leases and unfinished files begin with their owner: host, process and when it started. */
const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const own = `${host}.${process.pid}.${startOf(process.pid) ?? '0'}`;
const FOREIGN_FOR_MS = 24 * 3600_000;

/** A new name that tells whose it is. */
export function ownName(suffix: string): string {
  return `${own}.${randomBytes(6).toString('hex')}${suffix}`;
}

/**
 * Whether the owner of a name still runs. On another machine (a shared folder) nobody can ask: it counts as running for a day
 * after its last change.
 */
export function ownerRuns(name: string, changedMs: number, nowMs: number): boolean {
  const [where, pid, start] = name.split('.');
  if (where !== host) return nowMs - changedMs < FOREIGN_FOR_MS;
  const id = Number(pid);
  if (!Number.isInteger(id) || id <= 0 || !isRunning(id)) return false;
  const started = startOf(id);
  return started === undefined || started === start;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in ticks since boot: tells a process from a later one with the same number. Linux only. */
function startOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

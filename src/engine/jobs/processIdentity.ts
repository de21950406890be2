import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Names one run of one process: a pid alone is used again, also after a restart of the machine. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the system's own words; empty when the system does not say. */
  started: string;
  /** Of the machine's present run; empty where `started` is unique without it. */
  boot: string;
}

const run = promisify(execFile);

let own: Promise<ProcessIdentity> | undefined;

export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= (async () => ({ pid: process.pid, started: await startOf(process.pid), boot: await bootId() }))();
  return own;
}

/** Whether that very process still runs. When in doubt, yes: a live owner's job is never taken. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  if (identity.boot !== (await bootId())) return false;
  if (!exists(identity.pid)) return false;
  const started = await startOf(identity.pid);
  if (started === '' || identity.started === '') return exists(identity.pid);
  return started === identity.started;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM';
  }
}

async function bootId(): Promise<string> {
  if (process.platform !== 'linux') return '';
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')).trim();
}

/** Start time as the system tells it: jiffies since boot on Linux, a date elsewhere. */
async function startOf(pid: number): Promise<string> {
  if (process.platform === 'linux') return await linuxStart(pid);
  const [command, args] =
    process.platform === 'win32'
      ? ([
          'powershell',
          ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.ToFileTimeUtc()`],
        ] as const)
      : (['ps', ['-o', 'lstart=', '-p', String(pid)]] as const);
  const answer = await run(command, args, {
    timeout: 5000,
    windowsHide: true,
    env: { ...process.env, LC_ALL: 'C' },
  })
    .then(({ stdout }) => stdout)
    .catch(() => '');
  return answer.trim();
}

async function linuxStart(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The second field is the program's name in brackets and may hold blanks and brackets itself (proc(5)).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  // A zombie runs no more.
  return state === 'Z' || state === 'X' ? 'ended' : (fields[19] ?? '');
}

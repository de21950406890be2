import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { parseEventId, type JobEvent } from '../../../src/protocol/protocol.ts';

const run = promisify(execFile);
const SOURCE = join(import.meta.dirname, 'fullDiskChild.ts');
/** Of util-linux: a process with mounts of its own. */
const UNSHARE = 'unshare';

/** Runs `"$@"` where files cannot grow: by a limit of the shell, or on a small disk of its own where that is allowed. */
const LIMITED = 'ulimit -f 16; exec "$@"';
const SMALL_DISK =
  'mount -t tmpfs -o size=192k none "$DISK" && head -c 80000 /dev/zero > "$DISK/filler" && "$@" "$DISK/filler"';

const canMount = spawnSync(UNSHARE, ['-m', 'true']).status === 0;

describe('a full disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-full-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function fill(
    script: string,
    unshared: boolean,
  ): Promise<{ events: JobEvent[]; statuses: string[] }> {
    const child = join(folder, 'engine.mjs');
    const disk = await mkdtemp(join(folder, 'disk-'));
    await build({ entryPoints: [SOURCE], outfile: child, bundle: true, platform: 'node', format: 'esm' });
    const command = ['sh', '-c', script, 'sh', process.execPath, child, disk];
    const [program = '', ...args] = unshared ? [UNSHARE, '-m', ...command] : command;
    const { stdout } = await run(program, args, { env: { ...process.env, DISK: disk }, timeout: 20_000 });
    const said = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JobEvent | { status: string });
    return {
      events: said.flatMap((one) => ('event' in one ? [one] : [])),
      statuses: said.flatMap((one) => ('event' in one ? [] : [one.status])),
    };
  }

  function assertClear(events: readonly JobEvent[]): void {
    const last = events.at(-1);
    assert.ok(last?.event === 'job-failed');
    assert.equal(last.data.errors[0]?.code, 'E310-DISK_FULL');
    assert.match(last.data.errors[0]?.remediation ?? '', /Free some disk space/);
    assert.deepEqual(
      events.map(({ id }) => parseEventId(id ?? '')?.seq),
      events.map((_, index) => index),
    );
  }

  it('fails the job in words, with every number in its place, when the log cannot grow', async () => {
    const { events, statuses } = await fill(LIMITED, false);
    assertClear(events);
    assert.deepEqual(statuses, ['Failed']);
  });

  if (canMount) {
    it('fails the job in words when nothing at all can be written, and lets it be retried once there is room', async () => {
      const { events, statuses } = await fill(SMALL_DISK, true);
      assertClear(events);
      assert.deepEqual(statuses, ['Failed', 'Done']);
    });
  }
});

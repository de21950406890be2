import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { JobEvent } from '../../../src/protocol/protocol.ts';

const isRoot = process.getuid?.() === 0;
/** Whom root may be in order to be refused something. */
const NOBODY = 65_534;
const onPosix = process.platform === 'win32' ? describe.skip : describe;

onPosix('permission that is lost while a job runs', function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'aura-permission-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  for (const [what, mode] of [
    ['to write', 0o500],
    ['even to look', 0o000],
  ] as const) {
    it(`${what} fails it in words; given back, a retry makes the film`, async () => {
      const child = join(folder, 'engine.mjs');
      const source = join(import.meta.dirname, 'permissionChild.ts');
      await build({ entryPoints: [source], outfile: child, bundle: true, platform: 'node', format: 'esm' });
      await chmod(child, 0o644);
      if (isRoot) await chown(folder, NOBODY, NOBODY);
      const engine = spawn(process.execPath, [child, folder], {
        stdio: ['pipe', 'pipe', 'inherit'],
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
      });
      const exited = new Promise((resolve) => engine.once('exit', resolve));
      try {
        const lines = createInterface({ input: engine.stdout })[Symbol.asyncIterator]();
        const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value ?? 'null');
        const { running } = (await next()) as { running: string };
        const files = join(folder, 'jobs', running, 'artifacts');
        await chmod(files, mode);
        engine.stdin.write('go on\n');
        const failed = (await next()) as JobEvent;
        assert.ok(failed.event === 'job-failed');
        const [error] = failed.data.errors;
        assert.equal(error?.code, 'E310-DISK_FULL');
        assert.match(error?.details ?? '', /EACCES/);
        assert.match(error?.remediation ?? '', /who may use the folder/);
        await chmod(files, 0o700);
        engine.stdin.write('again\n');
        assert.equal(((await next()) as JobEvent).event, 'job-completed');
        assert.equal(await exited, 0);
      } finally {
        engine.kill('SIGKILL');
        await exited;
      }
    });
  }
});

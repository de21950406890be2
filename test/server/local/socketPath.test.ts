import assert from 'node:assert/strict';
import { chmod, link, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newSocketPath, type SocketPlace } from '../../../src/server/local/socketPath.ts';
import { AuraError } from '../../../src/protocol/protocol.ts';

describe('the place of the engine’s socket', () => {
  let temp: string;
  let place: SocketPlace;
  beforeEach(async () => {
    temp = await mkdtemp(join(tmpdir(), 'aura-s-'));
    place = { platform: 'linux', env: {}, temp, uid: process.getuid?.() };
  });
  afterEach(() => rm(temp, { recursive: true, force: true }));

  it('is a fresh name in a private folder that bears the user’s number', async () => {
    const one = await newSocketPath(place);
    const two = await newSocketPath(place);
    const folder = join(temp, `aura-${place.uid}`);
    assert.match(one.slice(folder.length), /^\/[\da-f]{8}\.sock$/);
    assert.notEqual(one, two);
    assert.equal((await stat(folder)).mode & 0o777, 0o700);
  });

  it('is the runtime folder where there is one', async () => {
    const runtime = join(temp, 'run');
    await mkdir(runtime);
    const path = await newSocketPath({ ...place, env: { XDG_RUNTIME_DIR: runtime } });
    assert.ok(path.startsWith(runtime));
  });

  it('is refused when others may look into the folder', async () => {
    const folder = join(temp, `aura-${place.uid}`);
    await mkdir(folder);
    await chmod(folder, 0o755);
    await assert.rejects(newSocketPath(place), refused);
  });

  it('is refused when the folder is a link, or somebody else’s', async () => {
    await mkdir(join(temp, 'elsewhere'), { mode: 0o700 });
    await symlink(join(temp, 'elsewhere'), join(temp, `aura-${place.uid}`));
    await assert.rejects(newSocketPath(place), refused);
    const other = { ...place, uid: 4242 };
    await mkdir(join(temp, 'aura-4242'), { mode: 0o700 });
    await assert.rejects(newSocketPath(other), refused);
  });

  it('is refused when the path is longer than a system can hold', async () => {
    const long = join(temp, 'x'.repeat(80));
    await mkdir(long);
    await assert.rejects(newSocketPath({ ...place, temp: long }), refused);
  });

  it('may be named: what a dead engine left there is removed, anything else is not', async () => {
    const wanted = join(temp, 'mine.sock');
    assert.equal(await newSocketPath(place, wanted), wanted);
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(wanted, resolve);
    });
    await assert.rejects(newSocketPath(place, wanted), refused);
    // A process that dies leaves its socket behind; a link keeps one here.
    await link(wanted, `${wanted}.left`);
    await new Promise((resolve) => {
      server.close(resolve);
    });
    assert.equal(await newSocketPath(place, `${wanted}.left`), `${wanted}.left`);
    await assert.rejects(stat(`${wanted}.left`), { code: 'ENOENT' });
    await writeFile(wanted, 'precious');
    await assert.rejects(newSocketPath(place, wanted), refused);
  });

  it('is a pipe with a name nobody can guess on Windows', async () => {
    const path = await newSocketPath({ ...place, platform: 'win32' });
    assert.match(path, /^\\\\\.\\pipe\\aura-[\da-f]{32}$/);
  });
});

function refused(error: unknown): boolean {
  return AuraError.is(error, 'E503-UNAVAILABLE');
}

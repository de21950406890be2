import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { isTerminalEvent, type CancellationResult, type Problem } from '../../../src/protocol/protocol.ts';
import { createHouse, readUntil, type House } from '../../engine/jobs/house.ts';
import { scripted, wholeFilm } from '../../engine/jobs/scriptedPipeline.ts';
import { post } from '../../support/http.ts';
import { OWNER, runServer, type RunningServer } from '../../support/server.ts';

describe('a cancel of a job that another process hosts', function () {
  this.timeout(60_000);
  let house: House;
  let host: ChildProcess | undefined;
  let running: RunningServer | undefined;

  before(async () => {
    house = await createHouse();
  });
  after(async () => {
    host?.kill('SIGKILL');
    await running?.close();
    await house.tearDown();
  });

  it('is obeyed by the host, noted when the host does not answer, and obeyed by the next engine when the host died', async () => {
    const child = join(house.dataFolder, 'host.mjs');
    const source = join(import.meta.dirname, 'hostChild.ts');
    await build({ entryPoints: [source], outfile: child, bundle: true, platform: 'node', format: 'esm' });
    host = spawn(process.execPath, [child, house.dataFolder, OWNER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(host.stdout);
    const [line] = (await once(createInterface({ input: host.stdout }), 'line')) as [string];
    const [first = '', waiting = '', lost = ''] = JSON.parse(line) as string[];

    // The next engine may take up what has no host, and has nothing to take up yet.
    const other = house.engine(scripted((job) => wholeFilm(job)));
    running = await runServer(other, 'tcp');
    const cancel = (id: string): Promise<Response> => post(`${running?.url}/api/jobs/${id}/cancel`);

    const obeyed = await cancel(waiting);
    assert.equal(obeyed.status, 202, 'before its host has begun it');
    assert.equal(((await obeyed.json()) as CancellationResult).currentStatus, 'Canceled');

    host.kill('SIGSTOP');
    const noted = await cancel(first);
    assert.equal(noted.status, 503);
    assert.ok(Number(noted.headers.get('retry-after')) > 0);
    assert.match(((await noted.json()) as Problem).title, /the cancel is noted/);
    assert.equal((await other.get(first)).status, 'Running');

    host.kill('SIGKILL');
    const events = await readUntil(other, first, isTerminalEvent);
    assert.equal(events.at(-1)?.event, 'job-cancelled');
    assert.equal((await other.get(first)).status, 'Canceled');
    const taken = await readUntil(other, lost, isTerminalEvent);
    assert.equal(taken.at(-1)?.event, 'job-completed', 'what was not cancelled goes on');
  });
});

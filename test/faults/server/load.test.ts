import assert from 'node:assert/strict';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { JobSnapshot } from '../../../src/protocol/protocol.ts';
import { ask, messages, post } from '../../support/http.ts';
import { openStudio, type Studio } from '../../support/films.ts';
import { runServer, type RunningServer } from '../../support/server.ts';

const BEAT_SECONDS = 1;
/** Into the midst of the work: voices, cards and encoders. */
const BEATS = 4;
/** A reader takes a stream for dead that is silent for so many announced heartbeats. */
const DEAD_AFTER = 3;

describe('a server whose machine is busy with films', function () {
  this.timeout(120_000);
  let studio: Studio;
  let running: RunningServer;

  before(async () => {
    studio = await openStudio({ concurrency: 2 });
    running = await runServer(studio.engine, 'tcp', { heartbeatSeconds: BEAT_SECONDS });
  });
  after(async () => {
    await running.close();
    await studio.dispose();
  });

  it('gives its heartbeats soon enough for nobody to take it for dead', async () => {
    const text = `# Busy\n\n${'There is a lot to do. '.repeat(4)}\n\n---\n\n## Busier\n\n- One\n- Two\n`;
    const start = async (title: string): Promise<string> => {
      const script = { format: 'markdown', text: text.replaceAll('Bus', title) };
      const response = await post(`${running.url}/api/jobs`, {
        script,
        overrides: { resolution: '1080p', fps: 60 },
      });
      return ((await response.json()) as JobSnapshot).id;
    };
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const ids = await Promise.all([start('Bus'), start('Full')]);
    const gaps: number[] = [];
    await Promise.all(
      ids.map(async (id) => {
        let beats = 0;
        let last = performance.now();
        for await (const { event } of messages(await ask(`${running.url}/api/jobs/${id}/events`))) {
          const now = performance.now();
          gaps.push(now - last);
          last = now;
          if (event === 'heartbeat') beats += 1;
          if (beats === BEATS) break;
        }
        assert.equal(beats, BEATS, 'the film was finished before it kept anything busy');
      }),
    );
    delay.disable();
    for (const id of ids) await post(`${running.url}/api/jobs/${id}/cancel`);
    const longest = Math.max(...gaps) / 1000;
    assert.ok(longest < DEAD_AFTER * BEAT_SECONDS, `silent for ${longest} s`);
    // The work is in processes and threads of its own: the loop is held up by no more than the machine is.
    const worst = delay.max / 1e9;
    assert.ok(worst < DEAD_AFTER * BEAT_SECONDS, `held up for ${worst} s`);
    assert.ok(delay.percentile(99) / 1e9 < 1, `held up for ${delay.percentile(99) / 1e9} s at p99`);
  });
});

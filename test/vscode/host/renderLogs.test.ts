import assert from 'node:assert/strict';
import { Uri, workspace } from 'vscode';
import { createJobMemory } from '../../../src/extension/jobs/memory.ts';
import { createJobs } from '../../../src/extension/jobs/jobs.ts';
import { renderLogAddress, createRenderLogs } from '../../../src/extension/jobs/renderLogs.ts';
import { memoryOf, scriptedClient, scriptedHosts, snapshotOf } from '../../extension/scripted.ts';
import { closeAll, until } from './documents.ts';

describe('the log of a render in an editor', () => {
  after(closeAll);

  it('is read anew when the job has ended', async () => {
    const script = scriptedClient();
    let log = 'frame=1';
    const client = { ...script.client, logs: async () => log };
    const { connections } = scriptedHosts({ local: client });
    const memory = createJobMemory(memoryOf());
    const jobs = createJobs({ connections, memory, log: { warn: () => undefined }, history: 30 });
    const logs = createRenderLogs(jobs, 'aura-log-test');
    const job = await jobs.start({ script: { format: 'text', text: 'x' } });
    const address = renderLogAddress({ ...job, title: 'Ships / boats: 50 %' }).with({
      scheme: 'aura-log-test',
    });

    const document = await workspace.openTextDocument(address);
    assert.equal(document.getText(), 'frame=1');
    log = 'frame=1\ndone';
    await until(() => script.watching(job.id) === 1, 'the job is followed');
    script.push({ snapshot: snapshotOf(job.id, { status: 'Done' }), connection: { kind: 'live' } });
    await until(() => document.getText() === log, 'the log is complete');
    assert.equal(Uri.parse(address.toString()).query, job.id);
    logs.dispose();
    jobs.dispose();
  });
});

import assert from 'node:assert/strict';
import { serverHost } from '../../../src/extension/connection/host.ts';
import { reportText } from '../../../src/extension/jobs/report.ts';
import { windowJob } from '../scripted.ts';

const failed = {
  status: 'Failed',
  errors: [
    { code: 'E304-FFMPEG_RUNTIME', message: 'ffmpeg failed', details: 'exit code 1', remediation: '' },
  ],
} as const;

describe('the report of a failed job', () => {
  it('has what somebody who helps must know', () => {
    const job = windowJob('a', { ...failed, errors: [...failed.errors] });
    assert.equal(
      reportText('Aura 1', job, ['the last line']),
      [
        'Aura 1',
        'E304-FFMPEG_RUNTIME: ffmpeg failed: exit code 1',
        'Stage tts, 42.3 %, attempt 1',
        'Job a, correlation id c-a',
        '',
        'the last line',
      ].join('\n'),
    );
  });

  it('names the server that made it, by its name alone', () => {
    const host = serverHost('https://studio.example.org:5005');
    const job = windowJob('a', { ...failed, errors: [...failed.errors] }, { host });
    assert.match(reportText('Aura 1', job, []), /^Made on studio\.example\.org:5005$/m);
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import {
  ERROR_CODES,
  EVENT_SCHEMAS,
  HEARTBEAT_HEADER,
  OLDER_PROGRESS_FIELDS,
  parseEvent,
  ProblemSchema,
  RETIRE_PATH,
  STAGES,
  VIDEO_EVENT_SCHEMAS,
} from '../../src/protocol/protocol.ts';
import { OPERATIONS } from '../../src/server/openapi/document.ts';
import { startServerProcess, type ServerProcess } from '../support/serveProcess.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');
/** As a page writes them: `/api/jobs/{id}`. */
const ROUTES = OPERATIONS.filter(({ method }) => method !== 'head').map(({ method, path }) => ({
  method,
  path: path.replaceAll(/:(\w+)/g, '{$1}'),
}));
const run = promisify(execFile);

/** The code blocks of the page, of one language. */
function blocks(language: string): string[] {
  const fenced = [...PAGE.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return fenced.filter(([, of]) => of === language).map(([, , text = '']) => text);
}

/** The events that the page shows as they go over the wire. */
function examples(): { name: string; id: string | undefined; data: Record<string, unknown> }[] {
  return blocks('')
    .flatMap((block) => block.split('\n\n'))
    .filter((frame) => /^event: /m.test(frame))
    .map((frame) => ({
      name: /^event: (.+)$/m.exec(frame)?.[1] ?? '',
      id: /^id: (.+)$/m.exec(frame)?.[1],
      data: JSON.parse(/^data: (.+)$/m.exec(frame)?.[1] ?? '') as Record<string, unknown>,
    }));
}

describe('the page about the protocol', () => {
  it('shows an example of every event, as our own client understands it', () => {
    const shown = examples();
    assert.deepEqual(
      Object.keys(EVENT_SCHEMAS).filter((name) => !shown.some((example) => example.name === name)),
      [],
    );
    for (const { name, id, data } of shown) {
      const event = parseEvent(name, { correlationId: 'c', ...data }, id);
      assert.ok(event, `${name} is not understood`);
      // Nothing in an example that the protocol does not know.
      assert.deepEqual(event.data, { correlationId: 'c', ...data });
    }
  });

  for (const { method, path } of ROUTES) {
    it(`names ${method} ${path}`, () => {
      assert.ok(PAGE.includes(`\`${method.toUpperCase()} ${path}`), path);
    });
  }

  it('names no address that the server does not have', () => {
    const known = new Set([...ROUTES.map(({ path }) => path), RETIRE_PATH]);
    const named = [...PAGE.matchAll(/`(?:GET|POST|PUT|DELETE) ([^`?]+)[^`]*`/g)].map(([, path = '']) => path);
    assert.deepEqual(
      named.filter((path) => !known.has(path)),
      [],
    );
  });

  it('names every error code with its status', () => {
    for (const [code, status] of Object.entries(ERROR_CODES)) {
      assert.match(PAGE, new RegExp(`^\\| \`${code}\` \\| ${status} \\| .+ \\|$`, 'm'), code);
    }
    const named = [...PAGE.matchAll(/^\| `(E\d+-\w+)`/gm)].map(([, code = '']) => code);
    assert.deepEqual(named, Object.keys(ERROR_CODES));
  });

  it('shows a problem that is one', () => {
    const [problem = ''] = blocks('json');
    assert.ok(v.is(ProblemSchema, JSON.parse(problem)));
  });

  it('names the stages, the older events and fields, and the header of the heartbeat', () => {
    for (const word of [
      ...STAGES,
      ...Object.keys(VIDEO_EVENT_SCHEMAS),
      ...Object.keys(OLDER_PROGRESS_FIELDS),
      HEARTBEAT_HEADER,
    ]) {
      assert.ok(PAGE.includes(`\`${word}\``), word);
    }
  });

  it('links to files that are there', async () => {
    for (const [, target = ''] of PAGE.matchAll(/\]\((?!http)([^)#]+)\)/g)) {
      await stat(join(import.meta.dirname, '../../docs', target));
    }
  });

  describe('has curl lines', function () {
    this.timeout(180_000);
    let server: ServerProcess;
    before(async () => {
      server = await startServerProcess();
    });
    after(() => server?.close());

    it('that make a film', async () => {
      const script = blocks('sh').join('\n');
      assert.equal(blocks('sh').length, 3);
      const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], {
        cwd: server.folder,
        env: { ...process.env, ...server.env },
      });
      assert.match(stdout, /^event: job-completed$/m);
      assert.ok((await stat(join(server.folder, 'hello.mp4'))).size > 10_000);
    });
  });
});

import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import type { FastifyInstance } from 'fastify';
import { EVENT_SCHEMAS, RETIRE_PATH } from '../../../src/protocol/protocol.ts';
import { openApiDocument } from '../../../src/server/openapi/document.ts';
import { messages } from '../../support/http.ts';
import { runServer } from '../../support/server.ts';
import { createMemoryService } from '../memoryService.ts';
import { readDocument } from './documented.ts';

/** Every `METHOD path` that a server really answers. */
async function registeredRoutes(): Promise<string[]> {
  const routes: string[] = [];
  const onFastify = (message: unknown): void => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat()) routes.push(`${one} ${url.replaceAll(/:(\w+)/g, '{$1}')}`);
    });
  };
  const initialised = channel('fastify.initialization');
  initialised.subscribe(onFastify);
  try {
    await (await runServer(createMemoryService(), 'tcp')).close();
  } finally {
    initialised.unsubscribe(onFastify);
  }
  return routes;
}

async function findings(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(document), config });
  return problems.map(({ ruleId, message, location }) => `${ruleId} ${message} ${location[0]?.pointer}`);
}

describe('the OpenAPI document', function () {
  this.timeout(60_000);

  it('is one in which a linter finds nothing', async () => {
    assert.deepEqual(await findings(openApiDocument('1.2.3')), []);
  });

  it('would not pass with a mistake in it', async () => {
    const document = structuredClone(openApiDocument('1.2.3')) as { paths: Record<string, unknown> };
    document.paths['/api/wrong/{id}'] = { get: { responses: {} } };
    const found = (await findings(document)).join('\n');
    assert.match(found, /path-parameters-defined/);
    assert.match(found, /operation-operationId/);
  });

  it('has every route of the server, and the server every route of it', async () => {
    const routes = (await registeredRoutes()).filter((route) => route !== `POST ${RETIRE_PATH}`);
    assert.ok(routes.length > 20);
    assert.deepEqual([...readDocument().operations.keys()].sort(), routes.sort());
  });

  it('asks for the token everywhere but where somebody only asks whether the server lives', () => {
    const open = [...readDocument().operations].filter(([, { security }]) => security !== undefined);
    assert.deepEqual(
      open.map(([name, { security }]) => [name, security]),
      [
        ['GET /api/health/live', []],
        ['HEAD /api/health/live', []],
      ],
    );
  });

  it('describes every event, with examples that are what they say', async () => {
    const documented = readDocument();
    const text = JSON.stringify(openApiDocument('1'));
    for (const event of Object.keys(EVENT_SCHEMAS)) assert.ok(text.includes(`{"const":"${event}"}`), event);
    let examples = 0;
    for (const [name, { responses }] of documented.operations) {
      const content = responses['200']?.content?.['text/event-stream'] as
        | { examples?: { start?: { value: string } } }
        | undefined;
      const stream = content?.examples?.start?.value;
      if (stream === undefined) continue;
      for await (const message of messages(new Response(stream))) {
        documented.checkEvent(name.includes('video') ? 'VideoEvent' : 'JobEvent', message);
        examples += 1;
      }
    }
    assert.equal(examples, 6);
  });
});

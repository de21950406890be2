import { AuraError } from '../../../protocol/protocol.ts';
import { toWireError } from './job.ts';
import type { AnswerMessage, JobMessage, WorkerHandler, WorkerHandlers } from './job.ts';
import type { MessagePort } from 'node:worker_threads';

/** Answers the jobs that arrive at `port` with the handler of their kind. For the entry of a worker thread. */
export function serveJobs(port: MessagePort, handlers: WorkerHandlers): void {
  port.on('message', (message: JobMessage) => {
    void answer(port, handlers, message);
  });
}

async function answer(port: MessagePort, handlers: WorkerHandlers, { id, kind, input }: JobMessage) {
  try {
    const handler = handlers[kind] as WorkerHandler<unknown, unknown> | undefined;
    if (!handler) throw new AuraError('E500-INTERNAL', `No worker knows the job “${kind}”`);
    const { output, transfer } = await handler(input);
    port.postMessage({ id, ok: true, output } satisfies AnswerMessage, [...(transfer ?? [])]);
  } catch (error) {
    port.postMessage({ id, ok: false, error: toWireError(error) } satisfies AnswerMessage);
  }
}

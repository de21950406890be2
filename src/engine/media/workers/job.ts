import type { ErrorCode } from '../../../protocol/protocol.ts';
import { AuraError, toAuraError } from '../../../protocol/protocol.ts';
import type { Transferable } from 'node:worker_threads';

/** What a worker's handler gives back; the buffers in `transfer` are moved, not copied. */
export interface WorkerAnswer<Output> {
  output: Output;
  transfer?: readonly Transferable[];
}

/** Does one kind of job inside a worker thread. Input and output must survive a structured clone. */
export type WorkerHandler<Input, Output> = (
  input: Input,
) => WorkerAnswer<Output> | Promise<WorkerAnswer<Output>>;

/** Handlers by kind of job. */
export type WorkerHandlers = Readonly<Record<string, WorkerHandler<never, unknown>>>;

export type WorkerInput<Handlers, Kind extends keyof Handlers> =
  Handlers[Kind] extends WorkerHandler<infer Input, unknown> ? Input : never;

export type WorkerOutput<Handlers, Kind extends keyof Handlers> =
  Handlers[Kind] extends WorkerHandler<never, infer Output> ? Output : never;

/** From the pool to a worker. */
export interface JobMessage {
  id: number;
  kind: string;
  input: unknown;
}

/** From a worker to the pool. */
export type AnswerMessage =
  | { id: number; ok: true; output: unknown }
  | { id: number; ok: false; error: WireError };

/** An error as it crosses the thread boundary, where classes are lost. */
export interface WireError {
  code: ErrorCode;
  message: string;
  remediation: string;
  details?: string;
}

export function toWireError(error: unknown): WireError {
  const { code, message, remediation, details } = toAuraError(error);
  return { code, message, remediation, ...(details === undefined ? {} : { details }) };
}

export function fromWireError({ code, message, remediation, details }: WireError): AuraError {
  return new AuraError(code, message, { remediation, ...(details === undefined ? {} : { details }) });
}

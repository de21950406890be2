import * as v from 'valibot';

/** Raised when an older client and a newer engine would misunderstand each other. Engines of different majors stand side by side. */
export const PROTOCOL_MAJOR = 1;

/** Name of the endpoint file in the data folder: it says where the engine of this major listens. */
export const ENDPOINT_FILE = `engine-v${PROTOCOL_MAJOR}.json`;

/** Content of the endpoint file (mode 0600). Written by a listening engine, removed when it ends gracefully. */
export const EndpointSchema = v.object({
  /** Path of the Unix socket, or name of the Windows pipe. */
  socketPath: v.string(),
  token: v.string(),
  pid: v.number(),
  /** ISO 8601. */
  startedAt: v.string(),
  /** Of the product. */
  version: v.string(),
  protocol: v.literal(PROTOCOL_MAJOR),
});
export type Endpoint = v.InferOutput<typeof EndpointSchema>;

/** Response header of an event stream: how often a heartbeat comes, seconds. */
export const HEARTBEAT_HEADER = 'x-aura-heartbeat-seconds';

/** `POST` here asks the engine of this machine to make room for a newer version: it takes no more jobs, ends those it has, then itself. */
export const RETIRE_PATH = '/api/retire';

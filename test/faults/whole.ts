import assert from 'node:assert/strict';
import type { AuraClient, WatchOptions } from '../../src/client/client.ts';
import type { WatchedJob } from '../../src/client/watch.ts';
import {
  AuraError,
  isTerminal,
  isTerminalEvent,
  parseEventId,
  type ConnectionState,
  type JobService,
} from '../../src/protocol/protocol.ts';

/** What a person in front of a client has seen of a job, from the first moment to the last. */
export interface Seen {
  readonly items: readonly WatchedJob[];
  /** Id after which it began. */
  readonly after: string | undefined;
  /** The most that memory grew meanwhile, bytes. */
  readonly grownBytes: number;
  readonly tookMs: number;
}

/** The job as the server knows it. */
export interface Told {
  service: JobService;
  id: string;
}

export interface Expected {
  /** What the person is told while it does not work: each message once, in order; by default nothing. */
  says?: readonly (string | RegExp)[];
  /** What the person may be told, where it depends on the moment whether there is any trouble to tell of. */
  maySay?: RegExp;
  /** Streams do not get through: no events came, or not all. Then only the state is whole. */
  statesOnly?: boolean;
  /** How often the server had to say that it does not know where the client stood; by default never. */
  gaps?: number;
  withinMs?: number;
}

/** Most that one stream may cost, bytes: its events, and what the collector has not fetched yet. */
const MAX_GROWTH = 128 * 1024 * 1024;
const WITHIN_MS = 15_000;
/** Asking for it takes its time. */
const MEASURE_EVERY = 20;

/** Watches a job to its end. `onItem` sees each item as it comes. */
export async function watchWhole(
  client: AuraClient,
  id: string,
  options: WatchOptions = {},
  onItem: (item: WatchedJob, items: readonly WatchedJob[]) => void = () => undefined,
): Promise<Seen> {
  const items: WatchedJob[] = [];
  const began = Date.now();
  const memory = heldBytes();
  let grownBytes = 0;
  for await (const item of client.watch(id, options)) {
    items.push(item);
    if (items.length % MEASURE_EVERY === 0) grownBytes = Math.max(grownBytes, heldBytes() - memory);
    onItem(item, items);
  }
  const after = options.after ?? options.known?.lastEventId;
  return { items, after, grownBytes, tookMs: Date.now() - began };
}

/**
 * The one assertion of this suite: none lost, none twice, order kept, percent never back, one end, memory and time
 * bounded, connection states that make sense, and one clear message to the person for each kind of trouble.
 */
export async function expectWhole({ service, id }: Told, seen: Seen, expected: Expected = {}): Promise<void> {
  const log: string[] = [];
  for await (const event of service.events(id, { fromStart: true })) if (event.id) log.push(event.id);
  const runs = runsOf(seen);
  assert.equal(runs.length - 1, expected.gaps ?? 0, 'gaps that the server told of');
  for (const [index, { after, ids }] of runs.entries()) {
    assert.equal(new Set(ids).size, ids.length, `twice: ${ids.join(' ')}`);
    if (index < runs.length - 1) expectUnbroken(after, ids);
    else expectRun(log, after, ids, expected.statesOnly === true);
  }
  const ends = seen.items.filter(({ event }) => event && isTerminalEvent(event)).length;
  assert.ok(ends === 1 || (expected.statesOnly && ends === 0), `${ends} ends`);
  expectState(await service.get(id), seen);
  expectConnection(seen.items.map(({ connection }) => connection));
  expectWords(seen, expected);
  assert.ok(seen.grownBytes < MAX_GROWTH, `memory grew by ${seen.grownBytes} bytes`);
  assert.ok(seen.tookMs < (expected.withinMs ?? WITHIN_MS), `it took ${seen.tookMs} ms`);
}

/** Ids that came one after another, and the id after which they began. */
interface Run {
  after: string | undefined;
  ids: string[];
}

/** A gap that the server tells of begins a new run, from the id that it names. */
function runsOf({ items, after }: Seen): Run[] {
  const runs: Run[] = [{ after, ids: [] }];
  for (const { event } of items) {
    if (event?.event === 'job-status' && event.data.gap)
      runs.push({ after: event.data.lastEventId, ids: [] });
    else if (event?.id !== undefined) runs.at(-1)?.ids.push(event.id);
  }
  return runs;
}

/** The run is the log from there to its end; or some of it in order, where only states were promised. */
function expectRun(
  log: readonly string[],
  after: string | undefined,
  ids: readonly string[],
  some: boolean,
): void {
  if (!some) {
    assert.deepEqual(ids, log.slice(after === undefined ? 0 : log.indexOf(after) + 1));
    return;
  }
  const numbers = new Map(log.map((event, number) => [event, number]));
  const places = ids.map((event) => numbers.get(event) ?? Number.NaN);
  assert.ok(places.every(Number.isFinite), 'an event that was never told');
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
}

/** Of a log that is gone, the numbers tell: each one more than the one before. */
function expectUnbroken(after: string | undefined, ids: readonly string[]): void {
  const first = after === undefined ? undefined : parseEventId(after)?.seq;
  const numbers = ids.map((event) => parseEventId(event)?.seq);
  const from = first === undefined ? numbers[0] : first + 1;
  assert.deepEqual(
    numbers,
    numbers.map((_, index) => (from ?? 0) + index),
  );
}

function isGap(item: WatchedJob | undefined): boolean {
  return item?.event?.event === 'job-status' && item.event.data.gap === true;
}

function expectState(now: Seen['items'][number]['snapshot'], { items }: Seen): void {
  for (const [index, { snapshot }] of items.entries()) {
    const before = items[index - 1]?.snapshot;
    // After a gap the state of the server replaces ours, whatever it is.
    if (!before || isGap(items[index]) || before.attempt !== snapshot.attempt) continue;
    assert.ok(snapshot.percent >= before.percent, `from ${before.percent} % back to ${snapshot.percent} %`);
    assert.ok(!isTerminal(before.status) || snapshot.status === before.status, 'an end was taken back');
  }
  const last = items.at(-1)?.snapshot;
  assert.deepEqual(
    { status: last?.status, percent: last?.percent, lastEventId: last?.lastEventId, errors: last?.errors },
    { status: now.status, percent: now.percent, lastEventId: now.lastEventId, errors: now.errors },
  );
}

const NEXT: Readonly<Record<ConnectionState['kind'], readonly ConnectionState['kind'][]>> = {
  connecting: ['live', 'reconnecting', 'polling', 'paused', 'closed'],
  live: ['reconnecting', 'polling', 'paused', 'closed'],
  reconnecting: ['reconnecting', 'live', 'polling', 'paused', 'closed'],
  paused: ['reconnecting', 'paused', 'closed'],
  polling: ['connecting', 'reconnecting', 'live', 'paused', 'closed'],
  closed: [],
};

/** Begins connecting, ends closed, and every step between is one that can be. */
export function expectConnection(states: readonly ConnectionState[]): void {
  const changes = states.filter(
    (state, index) => JSON.stringify(state) !== JSON.stringify(states[index - 1]),
  );
  const words = changes.map(({ kind }) => kind).join(' → ');
  assert.equal(changes[0]?.kind, 'connecting', words);
  assert.equal(changes.at(-1)?.kind, 'closed', words);
  for (const [index, state] of changes.entries()) {
    const before = changes[index - 1];
    if (before) assert.ok(NEXT[before.kind].includes(state.kind), words);
    if (state.kind === 'reconnecting') assert.ok(state.attempt > 0 && Number.isFinite(state.nextAtMs));
    if (state.kind === 'paused') assert.ok(Number.isFinite(state.untilMs));
  }
}

/** Each trouble is said once, in words for people: what it is, and what one can do. */
function expectWords({ items }: Seen, { says = [], maySay }: Expected): void {
  const troubles = items.flatMap(({ trouble }) => (trouble ? [trouble] : []));
  const messages = troubles
    .map(({ message }) => message)
    .filter((message, index, all) => all.indexOf(message) === index);
  if (maySay) for (const message of messages) assert.match(message, maySay);
  else {
    assert.equal(messages.length, says.length, `said: ${messages.join(' | ')}`);
    for (const [index, wanted] of says.entries()) assert.match(messages[index] ?? '', toPattern(wanted));
  }
  for (const trouble of troubles) expectForPeople(trouble);
  for (const { connection, trouble } of items)
    assert.ok(!trouble || connection.kind !== 'live', 'trouble while live');
}

/** One sentence without markup, codes of the system or secrets, and something to do about it. */
export function expectForPeople(error: unknown): asserts error is AuraError {
  assert.ok(AuraError.is(error));
  assert.match(error.message, /^\p{Lu}[^<>{}\n]{5,120}$/u);
  assert.doesNotMatch(error.message, /ECONN|ENOT|EAI_|undefined|Bearer|token-for-tests/);
  assert.match(error.remediation, /^\p{Lu}[^<>{}\n]{5,200}\.$/u);
}

function toPattern(wanted: string | RegExp): RegExp {
  return typeof wanted === 'string' ? new RegExp(`^${wanted}$`) : wanted;
}

function heldBytes(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

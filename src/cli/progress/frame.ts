import stringWidth from 'string-width';
import {
  STAGE_TITLES,
  type ConnectionState,
  type JobSnapshot,
  type StageProgress,
} from '../../protocol/protocol.ts';
import type { CancelState } from '../cancelRequest.ts';
import { clip } from './clip.ts';
import { connectionWords, isLost, reconnecting } from './connection.ts';
import type { Transfer } from './display.ts';
import { CANCEL_WAITS, count, duration, size, timeLeft, waitingWords } from './words.ts';

/** How a part of the frame is to be emphasised; mapped to terminal styles at the edge. */
export type Tone = 'plain' | 'bold' | 'dim' | 'accent' | 'ok' | 'bad' | 'warn';

/** A stretch of one line in one tone. */
export interface Span {
  text: string;
  tone: Tone;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const NAME_COLUMNS = 9;

/** How a job elsewhere is reached. */
export interface Link {
  host: string;
  connection: ConnectionState;
  /** When something last came, epoch ms. */
  heardMs: number;
  /** Whether Enter tries again at once. */
  enter: boolean;
  /** How far the cancel has come that the person asked for. */
  cancel?: CancelState;
}

/**
 * The live display of a job as lines of spans: title and percent, facts, seven stages, one line of life; for a job elsewhere
 * a line on the connection, or several where the terminal is narrow. No line is wider than the terminal, from 40 columns on.
 *
 * @param columns width of the terminal
 * @param nowMs for the spinner and the age of the last sign of life
 */
export function progressFrame(snapshot: JobSnapshot, columns: number, nowMs: number, link?: Link): Span[][] {
  const width = Math.max(40, Math.min(columns, 100));
  const lost = link !== undefined && isLost(link.connection);
  const spinner = lost ? '·' : spinnerAt(nowMs);
  return [
    [],
    spread(snapshot.title, `${Math.floor(snapshot.percent)} %`, 'bold', width),
    spread(facts(snapshot), lost ? lastHeard(link, nowMs) : ending(snapshot), 'dim', width),
    [],
    ...snapshot.stages.map((stage) => stageLine(stage, snapshot, spinner, width)),
    [],
    ...(cancelWaits(link)
      ? wrapped(CANCEL_WAITS, 'plain', width)
      : [lost ? lostLine(snapshot, width) : lifeLine(snapshot, spinner, width, nowMs)]),
    ...(link ? linkLines(link, lost, width, nowMs) : []),
    ...snapshot.warnings.slice(-3).map((warning): Span[] => [
      { text: '! ', tone: 'warn' },
      { text: clip(warning.message, width - 4), tone: 'plain' },
    ]),
  ].map((line) => indented(lost ? stilled(line) : line));
}

/** A job of which nothing is known yet: how its server is being reached. */
export function reachingFrame(link: Link, columns: number, nowMs: number): Span[][] {
  const width = Math.max(40, Math.min(columns, 100));
  return [[], ...linkLines(link, isLost(link.connection), width, nowMs)].map(indented);
}

/** Colour is for work that goes on. */
function stilled(line: Span[]): Span[] {
  return line.map((span) => (span.tone === 'accent' ? { ...span, tone: 'plain' } : span));
}

/** Files on their way, as two lines: what, and a bar. */
export function transferFrame(transfer: Transfer, columns: number, nowMs: number, host: string): Span[][] {
  const { direction, name, file, files, doneBytes, totalBytes, waiting } = transfer;
  const width = Math.max(40, Math.min(columns, 100));
  const share = Math.min(1, doneBytes / Math.max(1, totalBytes));
  const verb = direction === 'up' ? `Sending ${name}` : `Fetching ${name}`;
  const what = files > 1 ? `${verb} · file ${file} of ${files}` : verb;
  const room = Math.min(40, width - 34);
  const filled = Math.round(room * share);
  return [
    [],
    [{ text: clip(what, width - 2), tone: 'bold' } satisfies Span],
    [
      { text: `${waiting ? '·' : spinnerAt(nowMs)} `, tone: 'accent' } satisfies Span,
      { text: '━'.repeat(filled), tone: waiting ? 'plain' : 'accent' } satisfies Span,
      { text: '━'.repeat(room - filled), tone: 'dim' } satisfies Span,
      { text: `  ${size(doneBytes)} of ${size(totalBytes)}`, tone: 'plain' } satisfies Span,
    ],
    ...(waiting
      ? wrapped(reconnecting(host, waiting, nowMs), 'plain', width)
      : wrapped(`Live. Working on ${host}.`, 'dim', width)),
  ].map(indented);
}

function indented(line: Span[]): Span[] {
  return line.length === 0 ? line : [{ text: '  ', tone: 'plain' }, ...line];
}

function spinnerAt(nowMs: number): string {
  return SPINNER[Math.floor(nowMs / 80) % SPINNER.length] ?? '·';
}

function lastHeard({ heardMs }: Link, nowMs: number): string {
  return `last heard ${duration(Math.max(0, nowMs - heardMs) / 1000)} ago`;
}

/** Nothing new can come: what stands here is how it was. */
function lostLine(snapshot: JobSnapshot, width: number): Span[] {
  return [{ text: clip(`Last heard: ${snapshot.message}`, width - 4), tone: 'dim' }];
}

/** The cancel of the person has not reached the server: nobody may think so. */
function cancelWaits(link: Link | undefined): boolean {
  if (!link?.cancel || link.cancel === 'accepted') return false;
  return link.cancel === 'waiting' || isLost(link.connection);
}

function linkLines(link: Link, lost: boolean, width: number, nowMs: number): Span[][] {
  const words = connectionWords(link.connection, link.host, nowMs);
  const hint = lost && link.enter ? ` Enter\u00A0tries\u00A0now.` : '';
  return wrapped(words + hint, lost ? 'warn' : 'dim', width);
}

/** In as many lines as it takes; a word that is too long for one is cut. No-break spaces do not break. */
function wrapped(text: string, tone: Tone, width: number): Span[][] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length > 0 && stringWidth(longer) <= width - 2) lines[lines.length - 1] = longer;
    else lines.push(clip(word, width - 2));
  }
  return lines.map((line) => [{ text: line.replaceAll('\u00A0', ' '), tone }]);
}

function facts(snapshot: JobSnapshot): string {
  const parts = [snapshot.scriptName];
  if (snapshot.film) {
    const { build, total } = snapshot.plan;
    parts.push(
      build === total ? count(total, 'scene') : `${build} of ${count(total, 'scene')} to build`,
      `${snapshot.film.width}×${snapshot.film.height}`,
      `${snapshot.film.fps} fps`,
    );
  }
  return parts.filter((part) => part !== undefined).join(' · ');
}

function ending(snapshot: JobSnapshot): string {
  if (snapshot.cancelling) return 'cancelling';
  if (snapshot.status === 'Queued') return 'waiting';
  if (snapshot.status === 'Running') return timeLeft(snapshot.etaSeconds);
  return snapshot.status.toLowerCase();
}

function stageLine(stage: StageProgress, snapshot: JobSnapshot, spinner: string, width: number): Span[] {
  const name = STAGE_TITLES[stage.stage].padEnd(NAME_COLUMNS);
  if (stage.skipped)
    return [
      { text: `– ${name}`, tone: 'dim' },
      { text: 'skipped', tone: 'dim' },
    ];
  if (stage.percent >= 100 && stage.durationMs !== undefined) {
    const time = stage.cached ? 'cached' : duration(stage.durationMs / 1000);
    return [
      { text: '✔ ', tone: 'ok' },
      { text: name, tone: 'plain' },
      { text: time, tone: 'dim' },
    ];
  }
  const failed = snapshot.status === 'Failed' && snapshot.stage === stage.stage;
  if (failed)
    return [
      { text: '✖ ', tone: 'bad' },
      { text: name, tone: 'bold' },
      { text: 'failed', tone: 'plain' },
    ];
  const started = stage.percent > 0 || snapshot.stage === stage.stage;
  if (!started || snapshot.status === 'Queued') return [{ text: `· ${name}`, tone: 'dim' }];
  const room = Math.min(40, width - NAME_COLUMNS - 24);
  const filled = Math.round((room * stage.percent) / 100);
  const items = stage.totalItems
    ? `${stage.currentItem ?? 0} of ${stage.totalItems}`
    : `${Math.floor(stage.percent)} %`;
  return [
    { text: `${spinner} `, tone: 'accent' },
    { text: name, tone: 'bold' },
    { text: '━'.repeat(filled), tone: 'accent' },
    { text: '━'.repeat(room - filled), tone: 'dim' },
    { text: `  ${items}`, tone: 'plain' },
  ];
}

function lifeLine(snapshot: JobSnapshot, spinner: string, width: number, nowMs: number): Span[] {
  const queued = snapshot.status === 'Queued' && !snapshot.cancelling;
  const age = Math.max(0, (nowMs - Date.parse(snapshot.lastSign)) / 1000);
  // Who waits for others gives no signs: that says nothing.
  const since = age >= 5 && !queued ? ` · ${duration(age)} ago` : '';
  const message = queued ? waitingWords(snapshot.jobsAhead) : snapshot.message;
  return [
    { text: `${spinner} `, tone: 'accent' },
    { text: clip(message, width - 4 - stringWidth(since)), tone: 'plain' },
    { text: since, tone: 'dim' },
  ];
}

/** At both ends of a line; where there is no room for both, the left one is cut. */
function spread(left: string, right: string, tone: Tone, width: number): Span[] {
  const room = width - 2 - stringWidth(right);
  const said = clip(left, room - 2);
  return [
    { text: said, tone },
    { text: ' '.repeat(room - stringWidth(said)), tone: 'plain' },
    { text: right, tone },
  ];
}

import type { ConnectionState } from '../../protocol/protocol.ts';
import { roughly } from './words.ts';

/** How the connection to `host` stands, as the panel says it too. Empty when there is nothing to say. */
export function connectionWords(connection: ConnectionState, host: string, nowMs: number): string {
  switch (connection.kind) {
    case 'live':
      return `Live. Working on ${host}.`;
    case 'connecting':
      return `Connecting to ${host}.`;
    case 'polling':
      return `Asking every ${roughly(connection.everyMs / 1000)}: ${host} lets no live messages through.`;
    case 'reconnecting':
      return `${reconnecting(host, connection, nowMs)} The job goes on.`;
    case 'paused': {
      const seconds = Math.ceil((connection.untilMs - nowMs) / 1000);
      const next = seconds > 0 ? `Next try in ${roughly(seconds)}.` : 'Trying now.';
      return `${capital(host)} does not answer. ${next} The job goes on.`;
    }
    case 'closed':
      return '';
  }
}

/** `Reconnecting to films.example.org · attempt 3 · in 2 s.` */
export function reconnecting(
  host: string,
  { attempt, nextAtMs }: { attempt: number; nextAtMs: number },
  nowMs: number,
): string {
  const seconds = Math.ceil((nextAtMs - nowMs) / 1000);
  return `Reconnecting to ${host} · attempt ${attempt}${seconds > 0 ? ` · in ${roughly(seconds)}` : ''}.`;
}

/** Whether nothing new can arrive at the moment. */
export function isLost({ kind }: ConnectionState): boolean {
  return kind === 'reconnecting' || kind === 'paused';
}

function capital(text: string): string {
  return text === 'this computer' ? 'This computer' : text;
}

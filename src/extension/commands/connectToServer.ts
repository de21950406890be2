import { window } from 'vscode';
import { FOREIGN_WORDS } from '../../client/remote/findServer.ts';
import { askForUrl, chooseServer } from '../connection/askForServer.ts';
import { acceptedToken, isThere } from '../connection/checkWithPerson.ts';
import type { Connections } from '../connection/connections.ts';
import type { RecentServers } from '../connection/recentServers.ts';
import type { Tokens } from '../connection/tokens.ts';
import type { Settings } from '../settings/settings.ts';
import type { Command } from './command.ts';

export interface ServerCommandParts {
  connections: Connections;
  settings: Settings;
  tokens: Tokens;
  recent: RecentServers;
}

/** Has films made on a server from now on, once that has shown that it is there, understands us and takes the token. */
export function connectToServer(parts: ServerCommandParts): Command {
  const { settings, tokens, recent } = parts;
  return {
    id: 'aura.connectToServer',
    async run() {
      const current = settings.server();
      const choice =
        current === undefined && recent.all().length === 0
          ? { kind: 'other' as const }
          : await chooseServer(recent.all(), current, (origin) => {
              void recent.remove(origin);
              void tokens.forget(origin);
            });
      if (choice?.kind === 'local') return useThisMachine(parts);
      if (choice?.kind === 'server') await connect(parts, choice.origin);
      if (choice?.kind === 'other') await connectToAnother(parts);
    },
  };
}

/** Has films made on this machine again. Jobs on the server go on, and are followed to their end. */
export function disconnectFromServer(parts: ServerCommandParts): Command {
  return { id: 'aura.disconnectFromServer', run: () => useThisMachine(parts) };
}

/** Takes another token for a server that refuses the one that is kept. */
export function enterToken(parts: ServerCommandParts): Command {
  return {
    id: 'aura.enterToken',
    async run(origin) {
      const server = typeof origin === 'string' ? origin : parts.settings.server();
      if (server === undefined) return;
      const token = await acceptedToken(server, undefined);
      if (token !== undefined) await parts.tokens.keep(server, token);
    },
  };
}

async function useThisMachine({ connections, settings }: ServerCommandParts): Promise<void> {
  const before = settings.server();
  if (before === undefined) return;
  await settings.useServer(undefined);
  const { label } = connections.current().host;
  void window.setStatusBarMessage(`$(check) Aura makes films on ${label}`, 4000);
}

async function connectToAnother(parts: ServerCommandParts): Promise<void> {
  let typed = '';
  for (;;) {
    const origin = await askForUrl(typed);
    if (origin === undefined) return;
    typed = origin;
    const done = await connect(parts, origin, 'Change Address…');
    if (done !== 'again') return;
  }
}

/** @param other what to offer besides trying again; `again` when a person takes it. */
async function connect(
  { settings, tokens, recent }: ServerCommandParts,
  origin: string,
  other?: string,
): Promise<'done' | 'again' | undefined> {
  const there = await isThere(origin, other);
  if (there === undefined) return undefined;
  if (there === 'other') return 'again';
  // One of another make often asks for none.
  const kept = (await tokens.get(origin)) ?? (there === 'foreign' ? '' : undefined);
  const token = await acceptedToken(origin, kept);
  if (token === undefined) return undefined;
  await tokens.keep(origin, token);
  await recent.add(origin);
  await settings.useServer(origin);
  if (there === 'foreign') tellForeign(origin);
  return 'done';
}

/** What cannot be done there is better known before a script is sent. */
function tellForeign(origin: string): void {
  const words = `The server at ${new URL(origin).host} is ${FOREIGN_WORDS}.`;
  void window.showWarningMessage(
    `${words} For these use this computer, or a server that runs \`aura serve\`.`,
  );
}

import {
  type InputBoxValidationMessage,
  InputBoxValidationSeverity,
  type QuickInputButton,
  QuickPickItemKind,
  type QuickPickItem,
  ThemeIcon,
  window,
} from 'vscode';
import { parseServerUrl } from './serverUrl.ts';

/** What a person wants: a server that is known, another one, this machine. */
export type ServerChoice = { kind: 'server'; origin: string } | { kind: 'other' } | { kind: 'local' };

interface ChoiceItem extends QuickPickItem {
  choice?: ServerChoice;
}

const FORGET: QuickInputButton = { iconPath: new ThemeIcon('close'), tooltip: 'Forget Server and Token' };

/**
 * Asks which of the known servers is meant. Resolves with `undefined` when it was called off.
 *
 * @param current origin of the server in use.
 */
export function chooseServer(
  recent: readonly string[],
  current: string | undefined,
  forget: (origin: string) => void,
): Promise<ServerChoice | undefined> {
  const pick = window.createQuickPick<ChoiceItem>();
  pick.title = 'Where should films be made?';
  pick.placeholder = 'A server, or this computer';
  const server = (origin: string): ChoiceItem => ({
    label: `$(server) ${new URL(origin).host}`,
    description: origin === current ? 'in use' : origin,
    choice: { kind: 'server', origin },
    ...(origin === current ? {} : { buttons: [FORGET] }),
  });
  const others: ChoiceItem[] = [
    { label: '', kind: QuickPickItemKind.Separator },
    { label: '$(add) Another Server…', choice: { kind: 'other' } },
    {
      label: '$(vm) Use This Machine',
      ...(current === undefined ? { description: 'in use' } : {}),
      choice: { kind: 'local' },
    },
  ];
  const origins = current === undefined || recent.includes(current) ? recent : [current, ...recent];
  pick.items = [...origins.map(server), ...others];
  return new Promise((settle) => {
    pick.onDidTriggerItemButton(({ item }) => {
      if (item.choice?.kind === 'server') forget(item.choice.origin);
      pick.items = pick.items.filter((other) => other !== item);
    });
    pick.onDidAccept(() => {
      settle(pick.selectedItems[0]?.choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      settle(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** Asks for the address of a server, checked while it is typed. */
export async function askForUrl(value: string): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: 'Connect to an Aura Server',
    prompt: 'Its address, as `aura serve` prints it',
    placeHolder: 'https://studio.example.org:5005',
    value,
    ignoreFocusOut: true,
    validateInput: (text) => urlMessage(text),
  });
  if (typed === undefined) return undefined;
  const server = parseServerUrl(typed);
  return server.ok ? server.address : undefined;
}

function urlMessage(text: string): InputBoxValidationMessage | undefined {
  const server = parseServerUrl(text);
  if (!server.ok) return { message: server.message, severity: InputBoxValidationSeverity.Error };
  if (server.warning === undefined) return undefined;
  return { message: server.warning, severity: InputBoxValidationSeverity.Warning };
}

/** Asks for the token of a server. What is typed is not shown. */
export async function askForToken(origin: string, why?: string): Promise<string | undefined> {
  const typed = await window.showInputBox({
    title: `Token for ${new URL(origin).host}`,
    prompt:
      why ??
      'The token that `aura serve` printed. It is kept as a secret of this editor, and sent to this server only.',
    password: true,
    ignoreFocusOut: true,
    validateInput: tokenMessage,
  });
  return typed?.trim();
}

function tokenMessage(text: string): string | undefined {
  const token = text.trim();
  if (token === '') return 'The server asks for a token.';
  return /^[\x21-\x7e]+$/.test(token) ? undefined : 'A token is one word of plain letters, digits and signs.';
}

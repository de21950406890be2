/** An address that a person has typed, or why it is none. */
export type ServerUrl =
  | { ok: true; address: string; /** Worth knowing, and no reason to refuse. */ warning?: string }
  | { ok: false; message: string };

const UNENCRYPTED =
  'Token, script and film travel unencrypted. Use https:// where others share the network, or an SSH tunnel.';

/**
 * Reads the address of an Aura server: scheme, name, port, and the path below which it begins where a proxy says so. Pure.
 */
export function parseServerUrl(typed: string): ServerUrl {
  const text = typed.trim();
  if (text === '') return refuse('Type the address of the server, like https://studio.example.org:5005');
  if (!/^https?:\/\//i.test(text)) return refuse(`Begin with https:// or http://, like http://${hint(text)}`);
  if (!URL.canParse(text)) return refuse('This is not an address: check the name and the port.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return refuse('Leave name and password out: the token is asked for next, and kept as a secret.');
  }
  const address = `${url.origin}${url.pathname}`.replace(/\/+$/, '');
  if (url.search !== '' || url.hash !== '') {
    return refuse(`Leave out what follows the ? or the #: ${address}`);
  }
  const plain = url.protocol === 'http:' && !isLoopback(url.hostname);
  return { ok: true, address, ...(plain ? { warning: UNENCRYPTED } : {}) };
}

function refuse(message: string): ServerUrl {
  return { ok: false, message };
}

function hint(text: string): string {
  const name = text.replace(/^.*?:\/\//, '').replaceAll(/[^\w.:[\]-]/g, '');
  return name === '' ? 'studio:5005' : name;
}

function isLoopback(name: string): boolean {
  return name === 'localhost' || name === '[::1]' || /^127(\.\d+){3}$/.test(name);
}

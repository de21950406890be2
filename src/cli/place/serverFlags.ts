import { isIP } from 'node:net';
import { readFile } from 'node:fs/promises';
import { findServer } from '../../client/remote/findServer.ts';
import { parseServerUrl } from '../../client/endpoint.ts';
import { AuraError } from '../../protocol/protocol.ts';

/** How a server is named on the command line. */
export interface ServerFlags {
  /** `--server`, or `AURA_SERVER`. */
  server?: string;
  /** `--token-file`; else `AURA_TOKEN` counts. */
  tokenFile?: string;
}

/** A server and the way in. */
export interface Server {
  url: URL;
  token: string;
  /** The file that the token was read from, as it was named. */
  tokenFile?: string;
}

/**
 * The server that the flags and the environment name, if they name one. A token never stands on a command line: everybody on
 * the machine could read it there. Without one, only a server of another make will do: that is looked up.
 *
 * @throws {AuraError} `E400-BAD_REQUEST` that says what is wrong with the address or the token.
 */
export async function serverOf(
  flags: ServerFlags,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Server | undefined> {
  if (!flags.server) {
    if (flags.tokenFile === undefined) return undefined;
    throw new AuraError('E400-BAD_REQUEST', '--token-file is for a server, and none is named', {
      remediation: 'Name it with --server, or in AURA_SERVER.',
    });
  }
  const { origin, prefix } = parseServerUrl(withScheme(flags.server.trim()));
  const url = new URL(`${origin}${prefix}`);
  const isGiven = flags.tokenFile !== undefined || (env['AURA_TOKEN'] ?? '').trim() !== '';
  if (!isGiven && (await needsNone(url))) return { url, token: '' };
  const { tokenFile } = flags;
  const token = await tokenOf(tokenFile, env['AURA_TOKEN']);
  return { url, token, ...(tokenFile === undefined ? {} : { tokenFile }) };
}

/** `127.0.0.1:5005` and `localhost:5005` mean `http://`: a certificate for such a host is rare. */
function withScheme(address: string): string {
  if (address.includes('://') || !URL.canParse(`http://${address}`)) return address;
  const { hostname } = new URL(`http://${address}`);
  const plain = hostname === 'localhost' || isIP(hostname.replaceAll(/^\[|\]$/g, '')) !== 0;
  return plain ? `http://${address}` : address;
}

/** Who cannot be asked is taken for one of ours, which does. */
async function needsNone(url: URL): Promise<boolean> {
  return (await findServer(url.href).catch(() => 'aura')) === 'foreign';
}

async function tokenOf(file: string | undefined, fromEnvironment: string | undefined): Promise<string> {
  const where = file ?? 'AURA_TOKEN';
  const text = file === undefined ? fromEnvironment : await readToken(file);
  const lines = (text ?? '').split(/[\r\n]+/).map((line) => line.replace(/^\uFEFF/, '').trim());
  // As the server reads its own token file: remarks, and a name before the token.
  const written = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const [token = '', ...more] = written.map((line) => line.split(/\s+/).at(-1) ?? '');
  if (more.length > 0) {
    throw new AuraError('E400-BAD_REQUEST', `${where} holds several tokens`, {
      remediation: 'Write the one that is yours into a file of its own.',
    });
  }
  if (token === '') {
    throw new AuraError('E400-BAD_REQUEST', file ? `${file} is empty` : 'The server needs a token', {
      remediation:
        'Write the token that the server printed into a file and name that with --token-file, or set AURA_TOKEN.',
    });
  }
  if (!/^[\x21-\x7e]+$/.test(token) || (written[0]?.split(/\s+/).length ?? 0) > 2) {
    throw new AuraError('E400-BAD_REQUEST', `${where} holds no token`, {
      remediation: 'A token is one word of letters, digits and signs.',
    });
  }
  return token;
}

async function readToken(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new AuraError('E400-BAD_REQUEST', `${file} cannot be read (${error.code ?? error.message})`, {
      remediation: 'Check the path of the token file.',
      cause: error,
    });
  });
}

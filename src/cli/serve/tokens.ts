import { randomBytes } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolders } from '../../engine/folder.ts';
import { AuraError } from '../../protocol/protocol.ts';
import type { Log } from '../../server/log.ts';
import { createTokens, type Tokens } from '../../server/tokens.ts';

/** A shorter token could be guessed. */
const MIN_LENGTH = 16;
const MAX_LENGTH = 512;
/** Keeps the token that was made, so that it is the same after a restart and its jobs are still there for it. */
const MADE_FILE = 'server-token';
const LOOK_MS = 2000;

/** Who may speak, and where that stands. */
export interface TokenSource {
  tokens: Tokens;
  /** The file that holds them. */
  file?: string;
  /** The token that was made just now; shown once. */
  made?: string;
  /** Reads the file again. Tokens that were good stay when the file is not. */
  reload(): Promise<void>;
  close(): void;
}

/**
 * The tokens of the command line, of a file, or the one that is made at the first start.
 * @throws AuraError `E400-BAD_REQUEST` when they cannot be used.
 */
export async function openTokens(
  options: { token?: string; tokenFile?: string; dataFolder: string },
  log: Log,
): Promise<TokenSource> {
  const { token, tokenFile, dataFolder } = options;
  if (token !== undefined) return fixed(createTokens([checkToken(token, '--token')]));
  if (tokenFile !== undefined) return await ofFile(tokenFile, log);
  return await made(join(dataFolder, MADE_FILE));
}

function fixed(tokens: Tokens): TokenSource {
  return { tokens, reload: async () => undefined, close: () => undefined };
}

/** Tokens of a file that may change: looked at every other second, and at once when told. */
async function ofFile(file: string, log: Log): Promise<TokenSource> {
  let current = createTokens(await readTokenFile(file));
  async function reload(): Promise<void> {
    try {
      current = createTokens(await readTokenFile(file));
      log('info', 'the token file was read again', { file });
    } catch (error) {
      log('error', 'the token file cannot be used; the earlier tokens still count', { error: String(error) });
    }
  }
  const onChange = (): void => void reload();
  watchFile(file, { persistent: false, interval: LOOK_MS }, onChange);
  return {
    tokens: { owner: (token) => current.owner(token), knows: (owner) => current.knows(owner) },
    file,
    reload,
    close: () => unwatchFile(file, onChange),
  };
}

async function made(file: string): Promise<TokenSource> {
  const token = randomBytes(32).toString('base64url');
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(`${token}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return { ...fixed(createTokens([token])), file, made: token };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(file, error);
  }
  return { ...fixed(createTokens(await readTokenFile(file))), file };
}

async function readTokenFile(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unusable(file, error);
  });
  return parseTokens(text, file);
}

/**
 * The tokens of a file: one a line, before it a name if wanted; empty lines and those that begin with `#` do not count.
 * @throws AuraError `E400-BAD_REQUEST` with the line that is wrong; it never shows a token.
 */
export function parseTokens(text: string, file: string): string[] {
  const tokens = text.split(/\r\n|\r|\n/).flatMap((line, index) => {
    const content = line.replace(/^\uFEFF/, '').trim();
    if (content === '' || content.startsWith('#')) return [];
    const words = content.split(/\s+/);
    const place = `${file}:${index + 1}`;
    if (words.length > 2) {
      throw bad(
        `${place} has more than a name and a token`,
        'Write one token a line, before it a name if you like.',
      );
    }
    return checkToken(words.at(-1) ?? '', place);
  });
  if (tokens.length > 0) return [...new Set(tokens)];
  throw bad(
    `${file} holds no token`,
    'Write one token a line into it, for example of: openssl rand -base64 32',
  );
}

function checkToken(token: string, where: string): string {
  const long = token.length >= MIN_LENGTH && token.length <= MAX_LENGTH;
  if (long && /^[\x21-\x7e]+$/.test(token)) return token;
  const what = long
    ? 'has characters that a header cannot carry'
    : token.length < MIN_LENGTH
      ? `has only ${token.length} characters`
      : `has ${token.length} characters`;
  throw bad(
    `The token of ${where} ${what}`,
    `A token has ${MIN_LENGTH} to ${MAX_LENGTH} letters, digits and signs: openssl rand -base64 32`,
  );
}

/** Makes the data folder, private. @throws AuraError `E400-BAD_REQUEST` */
export async function openDataFolder(folder: string): Promise<void> {
  try {
    await makeFolders(resolve(folder));
  } catch (error) {
    throw unusable(folder, error);
  }
}

function unusable(path: string, error: unknown): AuraError {
  return new AuraError('E400-BAD_REQUEST', `${path} cannot be used`, {
    details: (error as Error).message,
    remediation: 'Name another path, or make this one readable and writable for you.',
    cause: error,
  });
}

function bad(message: string, remediation: string): AuraError {
  return new AuraError('E400-BAD_REQUEST', message, { remediation });
}

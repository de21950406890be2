import { createHash, timingSafeEqual } from 'node:crypto';

/** Those who may speak, by their tokens. */
export interface Tokens {
  /** The owner that stands for the token, or `undefined` for one that is not known. Takes the same time whichever it is. */
  owner(token: string): string | undefined;
  /** Whether some token still stands for the owner. */
  knows(owner: string): boolean;
}

/** A set of tokens that does not change. */
export function createTokens(tokens: readonly string[]): Tokens {
  const digests = tokens.map(digest);
  const owners = new Set(digests.map(ownerOf));
  return {
    owner(token) {
      const given = digest(token);
      let known: Buffer | undefined;
      for (const one of digests) if (timingSafeEqual(one, given)) known = one;
      return known && ownerOf(known);
    },
    knows: (owner) => owners.has(owner),
  };
}

/** Stands for a token where the token itself must not stand. */
function ownerOf(hash: Buffer): string {
  return hash.toString('hex').slice(0, 16);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

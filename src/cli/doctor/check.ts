import { toAuraError } from '../../protocol/protocol.ts';

/** One thing that was tried. */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  /** What to do about it. */
  remediation?: string;
}

/** Tries something; an error is what was found. */
export async function attempt(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, detail: await look() };
  } catch (thrown) {
    const { message, details, remediation } = toAuraError(thrown);
    return { name, ok: false, detail: details ? `${message}: ${details}` : message, remediation };
  }
}

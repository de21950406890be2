import { open } from 'node:fs/promises';
import { isSystemError } from './durable.ts';

/** The last `maxBytes` of a text file, from a line's start on; empty when there is no file. */
export async function readTail(path: string, maxBytes: number): Promise<string> {
  const file = await open(path, 'r').catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  });
  if (!file) return '';
  try {
    const { size } = await file.stat();
    const from = Math.max(0, size - maxBytes);
    const bytes = Buffer.alloc(size - from);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, from);
    const text = bytes.toString('utf8', 0, bytesRead);
    return from === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await file.close();
  }
}

/** The last lines that say something, each of at most `maxLength` characters. */
export function lastLines(text: string, count: number, maxLength = 500): string[] {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  return lines.slice(-count).map((line) => (line.length > maxLength ? `${line.slice(0, maxLength)}…` : line));
}

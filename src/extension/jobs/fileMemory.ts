import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Memory } from './memory.ts';

/**
 * A memory in a small file, written at once: the editor keeps its own for seconds before it writes, and forgets them when
 * its window is closed hard. Read when it is first asked. What cannot be read counts as nothing.
 */
export function createFileMemory(path: string, log: { warn(message: string): void }): Memory {
  let values: Record<string, unknown> | undefined;

  const read = (): Record<string, unknown> => {
    try {
      const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
      return parsed !== null && typeof parsed === 'object' ? { ...parsed } : {};
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') log.warn(`${path}: ${String(error)}`);
      return {};
    }
  };

  return {
    get: (key) => (values ??= read())[key],
    update(key, value) {
      values = { ...(values ?? read()), [key]: value };
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(`${path}.part`, JSON.stringify(values));
        renameSync(`${path}.part`, path);
      } catch (error) {
        log.warn(`What this window follows will be forgotten when it is reloaded: ${String(error)}`);
      }
    },
  };
}

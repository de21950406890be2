/** Where a window keeps what it must still know after a reload. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): void;
}

/** What a window remembers of its jobs: those it follows, and the script each was made from. */
export interface JobMemory {
  followed(): readonly string[];
  isFollowed(id: string): boolean;
  follow(id: string): void;
  unfollow(id: string): void;
  scriptOf(id: string): string | undefined;
  rememberScript(id: string, script: string): void;
}

const FOLLOWED = 'aura.followed';
const SCRIPTS = 'aura.scripts';
/** Scripts remembered at most: the oldest goes. */
const MOST_SCRIPTS = 100;

export function createJobMemory(memory: Memory): JobMemory {
  const followed = (): string[] => strings(memory.get(FOLLOWED));
  const scripts = (): string[][] => pairs(memory.get(SCRIPTS));

  return {
    followed,
    isFollowed: (id) => followed().includes(id),
    follow(id) {
      if (!followed().includes(id)) memory.update(FOLLOWED, [...followed(), id]);
    },
    unfollow(id) {
      if (followed().includes(id)) {
        memory.update(
          FOLLOWED,
          followed().filter((other) => other !== id),
        );
      }
    },
    scriptOf: (id) => scripts().find(([job]) => job === id)?.[1],
    rememberScript(id, script) {
      const others = scripts().filter(([job]) => job !== id);
      memory.update(SCRIPTS, [...others, [id, script]].slice(-MOST_SCRIPTS));
    },
  };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function pairs(value: unknown): string[][] {
  return Array.isArray(value) ? value.map(strings).filter((pair) => pair.length === 2) : [];
}

/** The processes of the benchmark. */
export const LOAD = new URL('loadMain.ts', import.meta.url);
export const SERVER = new URL('serverMain.ts', import.meta.url);
export const WATCHERS = new URL('watchMain.ts', import.meta.url);
export const UPDATES = new URL('updateMain.ts', import.meta.url);

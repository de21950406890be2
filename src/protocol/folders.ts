/** What decides where things lie: environment, `process.platform`, the home folder. */
export interface FolderFacts {
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  home: string;
}

/** Jobs, logs and the endpoint file: `$AURA_DATA`, else the platform's data folder for an application named `aura`. */
export function dataFolder(facts: FolderFacts): string {
  return facts.env['AURA_DATA'] || platformFolder(facts, 'data');
}

/** Content that can be made again: `$AURA_CACHE`, else the platform's cache folder for an application named `aura`. */
export function cacheFolder(facts: FolderFacts): string {
  return facts.env['AURA_CACHE'] || platformFolder(facts, 'cache');
}

/** XDG Base Directory on Linux, `~/Library` on macOS, Known Folders on Windows. */
function platformFolder({ env, platform, home }: FolderFacts, kind: 'data' | 'cache'): string {
  const data = kind === 'data';
  if (platform === 'win32') {
    const local = env['LOCALAPPDATA'] || `${home}\\AppData\\Local`;
    return `${local}\\aura\\${data ? 'Data' : 'Cache'}`;
  }
  if (platform === 'darwin') return `${home}/Library/${data ? 'Application Support' : 'Caches'}/aura`;
  const xdg = data ? env['XDG_DATA_HOME'] : env['XDG_CACHE_HOME'];
  // A relative path is invalid there and must be ignored (XDG Base Directory 0.8).
  const base = xdg?.startsWith('/') ? xdg : `${home}/${data ? '.local/share' : '.cache'}`;
  return `${base}/aura`;
}

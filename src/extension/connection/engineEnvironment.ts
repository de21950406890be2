/** Set by the editor for itself; an engine that inherits them would behave like a part of it. */
const EDITORS_OWN = /^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_ENV$|CODE_SERVER_|PORT$)/;

/** The environment that the engine's process is started with. */
export function engineEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  ffmpegPath: string | undefined,
): Record<string, string> {
  const kept = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !EDITORS_OWN.test(entry[0]),
  );
  return {
    ...Object.fromEntries(kept),
    ELECTRON_RUN_AS_NODE: '1',
    ...(ffmpegPath === undefined ? {} : { FFMPEG_PATH: ffmpegPath }),
  };
}

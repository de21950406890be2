import { resolve } from 'node:path';
import { dataFolder } from '../../protocol/protocol.ts';
import { folderFacts, openEngine } from '../engine.ts';
import { serve } from '../serve.ts';
import { VERSION } from '../version.ts';

/** `aura serve --socket [PATH] [--data FOLDER] [--ffmpeg PATH]`: the engine of an editor. */
export function serveCommand(flags: {
  socket: string | true;
  data?: string;
  ffmpeg?: string;
}): Promise<number> {
  const data = resolve(flags.data ?? dataFolder(folderFacts()));
  return serve({
    dataFolder: data,
    version: VERSION,
    createService: () =>
      openEngine({ data, resumeInterrupted: true, ...(flags.ffmpeg ? { ffmpeg: flags.ffmpeg } : {}) }),
    ...(typeof flags.socket === 'string' ? { socketPath: flags.socket } : {}),
  });
}

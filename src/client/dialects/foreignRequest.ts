import {
  AuraError,
  frameSize,
  isBriefRequest,
  resolveOptions,
  type BriefRequest,
  type GenerateRequest,
} from '../../protocol/protocol.ts';

/** Longer topics are cut or refused there. */
const MAX_TOPIC = 10_000;

/**
 * A request as a server of another make understands it. A brief goes as it is. A script goes as the topic of one, where
 * nothing is lost by that: a single line of plain text.
 * @throws AuraError `E422-SCRIPT` that says what cannot be done there.
 */
export function foreignRequest(request: GenerateRequest): BriefRequest {
  if (isBriefRequest(request)) return request;
  const { script, scenes, assets, defaults, overrides } = request;
  const topic = script.text.trim();
  if (script.format !== 'text' || /[\r\n]/.test(topic)) {
    throw cannot('This server makes films of a topic, not of a script with scenes');
  }
  if (scenes && scenes.length > 0) throw cannot('This server cannot make single scenes');
  if ((assets && Object.keys(assets).length > 0) || overrides?.music !== undefined) throw cannot(NO_FILES);
  if (topic === '' || topic.length > MAX_TOPIC) {
    throw cannot(`This server takes a topic of 1 to ${MAX_TOPIC} characters`);
  }
  const { resolution, aspect, fps, voice, target } = resolveOptions(defaults, overrides);
  return {
    brief: { topic, aspect },
    ...(target === undefined ? {} : { planSpec: { targetDuration: clockTime(target) } }),
    voiceSpec: {
      ...(voice.name === undefined ? {} : { voiceName: voice.name }),
      ...(voice.rate === undefined ? {} : { rate: voice.rate }),
      ...(voice.pitch === undefined ? {} : { pitch: voice.pitch }),
    },
    renderSpec: { res: frameSize(resolution, aspect), fps, container: 'mp4' },
  };
}

/** `00:01:30` */
function clockTime(seconds: number): string {
  return new Date(Math.round(seconds) * 1000).toISOString().slice(11, 19);
}

export const NO_FILES = 'This server takes no pictures, clips or music';

/** What such a server does not have, plainly. */
export function cannot(message: string): AuraError {
  return new AuraError('E422-SCRIPT', message, {
    details: 'The server is of an older make than this Aura.',
    remediation: 'Make the film on this computer, or on a server that runs `aura serve`.',
  });
}

import type { ScriptRequest } from './request.ts';

/** A film of about 12 s that needs no key, no network and no file. */
export const DEMO_REQUEST: ScriptRequest = {
  script: {
    format: 'markdown',
    name: 'demo.md',
    title: 'Aura in twelve seconds',
    text: [
      '# Aura',
      '',
      'This film was a text a moment ago.',
      '',
      '---',
      '',
      '## Words become scenes',
      '',
      '- A voice reads them',
      '- Captions follow',
      '',
      '---',
      '',
      '> Now write your own.',
      '',
    ].join('\n'),
  },
};

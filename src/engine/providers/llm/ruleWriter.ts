import type { BriefRequest } from '../../../protocol/protocol.ts';
import { detectLanguage } from '../../script/language.ts';
import type { Phrasebook, ScenePhrase } from './phrasebook.ts';
import { phrasebookOf, primaryLanguage } from './phrasebooks.ts';
import { readTopic, type Topic } from './topic.ts';
import type { ScriptWriter } from './writer.ts';

/** Seconds that a scene between title and end takes, about, and the film when nothing is asked. */
const SCENE_SECONDS = 12;
const FRAME_SECONDS = 14;
const USUAL_SECONDS = 60;
/** Scenes between title and end that there are words for. */
const MOST_SCENES = 4;
const SOBER = /formal|serious|professional|neutral|sober|sachlich|academic|corporate/i;
/** Tones that are meant when the writer is warm, or that ask for nothing. */
const WARM =
  /^(?:|standard|default)$|warm|friendly|casual|conversational|inform|educat|welcom|freundlich|locker/i;

/**
 * The writer that needs no key, no network and no luck: the same brief always gives the same script. It knows nothing about the
 * topic and does not pretend to: it sets the questions that a film about it should answer, and uses the brief's own words.
 */
export function createRuleWriter(): ScriptWriter {
  return {
    name: 'rules',
    version: '1',
    notFollowed,
    async write(brief, signal, onText) {
      let script = '';
      for (const part of scriptParts(brief)) {
        signal.throwIfAborted();
        script += part;
        onText(part);
        // Gives way, so that a cancel gets through between two scenes.
        await Promise.resolve();
      }
      return script;
    },
  };
}

function scriptParts({ brief, planSpec }: BriefRequest): string[] {
  const topic = readTopic(brief.topic);
  const { language, phrases } = phrasebookOf(brief.language ?? detectLanguage(brief.topic));
  const warm = !SOBER.test(brief.tone ?? '');
  const words = {
    title: topic.title,
    subject: topic.subject,
    audience: oneLine(brief.audience ?? ''),
    goal: oneLine(brief.goal ?? ''),
  };
  const own = topic.material.length > 0 ? materialScenes(topic, phrases) : [];
  const wanted = Math.max(1, sceneCount(planSpec) - own.length);
  const greeting = warm ? phrases.greeting.warm : phrases.greeting.plain;
  return [
    `---\ntitle: ${JSON.stringify(topic.title)}\nlanguage: ${language}\n---\n\n`,
    `# ${escape(topic.title)}\n\n`,
    `${escape(fill(brief.audience ? phrases.subtitleFor : phrases.subtitle, words))}\n\n`,
    note(fill(brief.goal ? `${greeting} ${phrases.goal}` : greeting, words)),
    ...own.map((scene) => `\n---\n\n${scene}\n`),
    ...phrases.scenes[topic.kind].slice(0, wanted).map((scene) => `\n---\n\n${sceneMarkdown(scene, words)}`),
    `\n---\n\n# ${phrases.end.title}\n\n<!-- card: end -->\n\n`,
    note(warm ? phrases.end.warm : phrases.end.plain),
  ];
}

/** Puts the brief's words into a phrase. */
function fill(phrase: string, words: Readonly<Record<string, string>>): string {
  return phrase.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? '');
}

/** Scenes between title and end: as many as the target has room for, fewer or more by density. */
function sceneCount(plan: BriefRequest['planSpec']): number {
  return Math.min(MOST_SCENES, Math.max(1, scenesAsked(plan)));
}

function scenesAsked(plan: BriefRequest['planSpec']): number {
  const target =
    plan?.targetDuration?.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) ?? USUAL_SECONDS;
  const room = Math.round(((target || USUAL_SECONDS) - FRAME_SECONDS) / SCENE_SECONDS);
  return room + (plan?.density === 'Sparse' ? -1 : plan?.density === 'Dense' ? 1 : 0);
}

function notFollowed({ brief, planSpec }: BriefRequest): string[] {
  const { tone = '', language } = brief;
  const notes: string[] = [];
  if (language !== undefined) {
    const used = phrasebookOf(language).language;
    if (used !== primaryLanguage(language))
      notes.push(`brief.language: the writer has no words in “${language}”; the script is in “${used}”.`);
  }
  if (!SOBER.test(tone) && !WARM.test(tone.trim()))
    notes.push(`brief.tone: the writer is warm or sober; “${oneLine(tone)}” became warm.`);
  if (planSpec?.density === 'Dense' && scenesAsked(planSpec) > MOST_SCENES)
    notes.push('planSpec.density: the writer knows no more to say; the film is as for “Balanced”.');
  if (planSpec?.density === 'Sparse' && scenesAsked(planSpec) >= MOST_SCENES)
    notes.push('planSpec.density: the writer has little to say; the film is as for “Balanced”.');
  return notes;
}

function sceneMarkdown(
  { heading, items, told }: ScenePhrase,
  words: Readonly<Record<string, string>>,
): string {
  const text = fill(told, words);
  if (!items) return `## ${heading}\n\n${escape(text)}\n`;
  return `## ${heading}\n\n${items.map((item) => `- ${item}`).join('\n')}\n\n${note(text)}`;
}

/** What a long brief says beyond its first sentence, two sentences a scene, at most three scenes. */
function materialScenes(topic: Topic, phrases: Phrasebook): string[] {
  const scenes: string[] = [];
  for (let index = 0; index < topic.material.length && scenes.length < 3; index += 2) {
    const text = topic.material
      .slice(index, index + 2)
      .join(' ')
      .slice(0, 600);
    scenes.push(`## ${phrases.inOwnWords}\n\n${escape(text)}`);
  }
  return scenes;
}

function note(text: string): string {
  return `<!--\n${text.replaceAll('-->', '')}\n-->\n`;
}

function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .replace(/[.\s]+$/, '')
    .trim()
    .slice(0, 200);
}

/** Text that Markdown reads back as the same text. */
function escape(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, (mark) => `\\${mark}`);
}

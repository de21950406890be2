import { german } from './phrases/german.ts';
import { english } from './phrases/english.ts';
import type { TopicKind } from './topic.ts';

/** A scene before it is Markdown. `{subject}` and `{title}` stand for the topic. */
export interface ScenePhrase {
  heading: string;
  /** Shown; what is told is in `told`. */
  items?: readonly string[];
  /** What is told. Without items it is shown as well. */
  told: string;
}

/** The words of one language. Nothing in them states a fact about a topic. */
export interface Phrasebook {
  subtitle: string;
  /** `{audience}` stands for whom the film is for. */
  subtitleFor: string;
  greeting: { warm: string; plain: string };
  /** `{goal}` stands for what the film is to achieve. */
  goal: string;
  /** In order of their weight: a short film has the first ones. */
  scenes: Readonly<Record<TopicKind, readonly ScenePhrase[]>>;
  inOwnWords: string;
  end: { title: string; warm: string; plain: string };
}

const PHRASEBOOKS: Readonly<Record<string, Phrasebook>> = { en: english, de: german };

/** The phrasebook of a language (BCP 47), English where there is none. */
export function phrasebookOf(language: string): { language: string; phrases: Phrasebook } {
  const primary = language.toLowerCase().split('-')[0] ?? '';
  const phrases = Object.hasOwn(PHRASEBOOKS, primary) ? PHRASEBOOKS[primary] : undefined;
  return phrases ? { language: primary, phrases } : { language: 'en', phrases: english };
}

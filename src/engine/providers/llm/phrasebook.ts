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

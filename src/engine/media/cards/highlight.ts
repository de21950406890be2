import { createHighlighterCoreSync } from 'shiki/core';
import type { HighlighterCore, ThemeRegistration } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import { grammarFor } from './grammars.ts';
import type { Grammar } from './grammars.ts';
import type { Theme } from './themes/theme.ts';

/** A stretch of code in one colour. */
export interface CodeToken {
  text: string;
  colour: string;
}

/** More than this is shown plain: nobody reads it on a card, and grammars can be slow on it. */
const MOST_CHARACTERS = 20_000;
const LONGEST_LINE = 400;

const highlighters = new Map<string, HighlighterCore>();

/** Lines of coloured tokens, one array a line. Languages without a grammar come in one colour. */
export function highlight(code: string, language: string, theme: Theme): CodeToken[][] {
  const lines = code.split('\n');
  const grammar = grammarFor(language);
  const readable = code.length <= MOST_CHARACTERS && lines.every((line) => line.length <= LONGEST_LINE);
  if (!grammar || !readable) return lines.map((line) => [{ text: line, colour: theme.colours.text }]);
  const tokens = highlighterFor(grammar, theme).codeToTokensBase(code, {
    lang: grammar.id,
    theme: theme.name,
    // A limit in time would colour less on a busy machine, and the same card would not look the same.
    tokenizeTimeLimit: 0,
  });
  return tokens.map((line) =>
    line.map((token) => ({ text: token.content, colour: token.color ?? theme.colours.text })),
  );
}

function highlighterFor(grammar: Grammar, theme: Theme): HighlighterCore {
  const key = `${theme.name} ${grammar.id}`;
  let found = highlighters.get(key);
  if (!found) {
    found = createHighlighterCoreSync({
      themes: [shikiTheme(theme)],
      langs: [grammar.grammar],
      engine: createJavaScriptRegexEngine({ forgiving: true }),
    });
    highlighters.set(key, found);
  }
  return found;
}

function shikiTheme(theme: Theme): ThemeRegistration {
  const { code, colours } = theme;
  return {
    name: theme.name,
    type: theme.name === 'paper' ? 'light' : 'dark',
    fg: colours.text,
    bg: colours.surface,
    settings: [
      { settings: { foreground: colours.text, background: colours.surface } },
      rule(code.punctuation, 'punctuation', 'meta.brace', 'keyword.operator', 'meta.separator'),
      rule(
        code.keyword,
        'keyword',
        'storage',
        'variable.language',
        'keyword.operator.new',
        'keyword.operator.expression',
      ),
      rule(
        code.keyword,
        'entity.name.tag',
        'markup.heading',
        'support.type.property-name',
        'entity.name.section',
      ),
      rule(
        code.string,
        'string',
        'punctuation.definition.string',
        'markup.inserted',
        'constant.character.escape',
      ),
      rule(
        code.function,
        'entity.name.function',
        'support.function',
        'meta.function-call.generic',
        'entity.name.command',
      ),
      rule(code.number, 'constant.numeric', 'constant.language', 'markup.deleted', 'keyword.other.unit'),
      rule(
        code.type,
        'entity.name.type',
        'entity.name.class',
        'entity.other.inherited-class',
        'support.type.primitive',
        'support.type.builtin',
        'support.class',
        'entity.other.attribute-name',
      ),
      rule(code.comment, 'comment', 'punctuation.definition.comment'),
    ],
  };
}

function rule(foreground: string, ...scope: string[]) {
  return { scope, settings: { foreground } };
}

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fontFingerprint, layoutCard, missingGlyphs } from '../../../../src/engine/media/cards/cards.ts';
import { THEME_NAMES, listOf, specOf } from './specs.ts';

const SCRIPTS: Readonly<Record<string, string>> = {
  Latin: 'Łódź, žluťoučký kůň, Ærøskøbing, ﬁn — “quoted” … €',
  Vietnamese: 'Ánh đèn đến tận chân trời thế nào',
  Greek: 'Πώς μια λάμπα φτάνει στον ορίζοντα',
  Cyrillic: 'Как свет лампы достигает горизонта, ґ ї є ў',
  Arabic: 'كيف يصل ضوء المصباح إلى الأفق؟ تُرى',
  Hebrew: 'כיצד מגיע אור המנורה לָאוֹפֶק',
  Devanagari: 'दीपक क्षितिज तक कैसे पहुँचता है',
  emoji: '😀 👩‍👩‍👧‍👦 🇩🇪 👍🏽 🌊 ❤️ 1️⃣',
  signs: '→ ← ✓ ✗ ★ ● ≥ ≠ ∞ √ ∑ ①',
};

describe('glyphs', () => {
  for (const theme of THEME_NAMES) {
    for (const [name, text] of Object.entries(SCRIPTS)) {
      it(`${theme} draws ${name} with its own fonts`, () => {
        assert.deepEqual(missingGlyphs(text.replace('ﬁ', 'fi'), theme), []);
      });
    }
  }

  it('names exactly the characters that no font has, once each', () => {
    assert.deepEqual(missingGlyphs('a \u{F0000} b \u{F0001} c \u{F0000}', 'midnight'), [
      '\u{F0000}',
      '\u{F0001}',
    ]);
  });

  it('asks for no glyph for spaces, joiners, soft hyphens and variation selectors', () => {
    assert.deepEqual(missingGlyphs('\u00AD\u200B\u200D\uFE0F\u2060\t\n\u202F', 'midnight'), []);
  });

  it('becomes a note with the character and its number', () => {
    const { notes } = layoutCard(specOf(listOf('Fine', 'Not \u{F0000}')));
    const note = notes.find(({ code }) => code === 'aura/missing-glyph') ?? assert.fail();
    assert.match(note.message, /U\+F0000/u);
  });
});

describe('fonts', () => {
  it('have a fingerprint for each theme that stays the same', () => {
    const prints = THEME_NAMES.map((theme) => fontFingerprint(theme));
    assert.equal(new Set(prints).size, 3);
    assert.deepEqual(
      THEME_NAMES.map((theme) => fontFingerprint(theme)),
      prints,
    );
    for (const print of prints) assert.match(print, /^[0-9a-f]{32}$/u);
  });

  it('are copied for the bundle: all that the table names, and nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aura-fonts-'));
    try {
      writeFileSync(join(folder, 'stale.woff2'), 'x');
      const script = new URL('../../../../scripts/fonts.mjs', import.meta.url).href;
      const { copyFonts } = (await import(script)) as { copyFonts(folder: string): Promise<void> };
      await copyFonts(folder);
      const files = readdirSync(folder);
      assert.ok(files.includes('commissioner-latin-600-normal.woff2'));
      assert.ok(files.includes('noto-color-emoji-emoji-400-normal.woff2'));
      assert.ok(!files.includes('stale.woff2'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

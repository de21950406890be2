import assert from 'node:assert/strict';
import { createWriterRegistry } from '../../../../src/engine/providers/llm/registry.ts';
import { createRuleWriter } from '../../../../src/engine/providers/llm/ruleWriter.ts';
import { briefOfTopic } from '../../../../src/engine/providers/llm/writer.ts';
import { estimateScript } from '../../../../src/engine/script/estimate.ts';
import { lintScript } from '../../../../src/engine/script/lint.ts';
import { readScript } from '../../../../src/engine/script/read.ts';
import type { Script } from '../../../../src/engine/script/scene.ts';
import { AuraError, type BriefRequest } from '../../../../src/protocol/protocol.ts';

const signal = new AbortController().signal;
const write = (brief: BriefRequest): Promise<string> => createRuleWriter().write(brief, signal, () => {});

async function scriptOf(brief: BriefRequest): Promise<Script> {
  return readScript({ format: 'markdown', text: await write(brief) });
}

describe('the writer that needs no key', () => {
  const topics = [
    'How volcanoes work',
    'how to bake bread',
    'Why the sky is blue',
    'Cats vs dogs',
    'The history of tea',
    'Lighthouses',
    'Make a short video about our new office.',
    'Introduction to *TypeScript* <generics>',
    'C# & `async`',
    '---\n# x <!--',
    '🎉',
    '光合成',
    'x'.repeat(10_000),
    'A long brief. It has several sentences. They say what matters. Nothing is invented! Is that so? Yes.',
    'a\0b\uD800c',
  ];
  for (const topic of topics) {
    it(`makes a film of “${topic.slice(0, 40)}” with a title, a list and an end, and nothing to complain about`, async () => {
      const script = await scriptOf(briefOfTopic(topic));
      const kinds = script.scenes.map(({ content }) => content.kind);
      assert.equal(kinds[0], 'title');
      assert.equal(kinds.at(-1), 'end');
      assert.ok(kinds.includes('list'), kinds.join());
      assert.ok(kinds.length >= 5 && kinds.length <= 8, kinds.join());
      assert.deepEqual(lintScript(script), []);
      for (const { narration } of script.scenes) {
        assert.ok(narration.length > 0);
        assert.doesNotMatch(narration.map(({ text }) => text).join(' '), /[{}\\]|undefined/);
      }
    });
  }

  it('writes the same for the same brief, in parts that make up the whole', async () => {
    const brief = briefOfTopic('How volcanoes work', {
      audience: 'children',
      goal: 'explain',
      tone: 'friendly',
    });
    const parts: string[] = [];
    const whole = await createRuleWriter().write(brief, signal, (part) => parts.push(part));
    assert.ok(parts.length > 4);
    assert.equal(parts.join(''), whole);
    assert.equal(await write(brief), whole);
    assert.match(whole, /for children/);
  });

  it('uses the words of the topic within its sentences', async () => {
    assert.match(
      await write(briefOfTopic('How volcanoes work')),
      /To see how volcanoes work, follow three questions/,
    );
    assert.match(await write(briefOfTopic('how to bake bread')), /^# How to bake bread$/m);
    assert.match(await write(briefOfTopic('A long brief. It says what matters.')), /It says what matters\./);
  });

  it('has room for more scenes in a longer film', async () => {
    const count = async (targetDuration: string, density?: 'Sparse' | 'Dense'): Promise<number> => {
      const planSpec = { targetDuration, ...(density ? { density } : {}) };
      return (await scriptOf({ brief: { topic: 'Tea' }, planSpec })).scenes.length;
    };
    assert.deepEqual(
      [await count('00:00:15'), await count('00:00:40'), await count('00:01:00'), await count('00:10:00')],
      [3, 4, 6, 6],
    );
    assert.equal(await count('00:01:00', 'Sparse'), 5);
  });

  it('comes near a minute when nothing is asked', async () => {
    const { seconds } = estimateScript(await scriptOf(briefOfTopic('How volcanoes work')));
    assert.ok(seconds > 40 && seconds < 80, `${seconds} s`);
  });

  it('writes German where it is asked to or hears it', async () => {
    for (const brief of [
      briefOfTopic('Tee', { language: 'de-DE' }),
      briefOfTopic('Wie der Nebel über dem Fluss entsteht und warum'),
    ]) {
      const script = await scriptOf(brief);
      assert.equal(script.language, 'de');
      assert.equal(script.scenes.at(-1)?.title, 'Jetzt sind Sie dran');
    }
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const reason = new AuraError('E998-CANCELLED', 'Cancelled');
    await assert.rejects(
      createRuleWriter().write(briefOfTopic('Tea'), controller.signal, () => controller.abort(reason)),
      (error) => error === reason,
    );
  });
});

describe('the registry of writers', () => {
  it('asks the first, finds by name and says when there is none', () => {
    const writer = createRuleWriter();
    const registry = createWriterRegistry([writer]);
    assert.equal(registry.first(), writer);
    assert.equal(registry.find('rules'), writer);
    assert.throws(
      () => registry.find('other'),
      (error) => AuraError.is(error, 'E100-LLM'),
    );
    assert.throws(
      () => createWriterRegistry([]).first(),
      (error) => AuraError.is(error, 'E100-LLM'),
    );
  });
});

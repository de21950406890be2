import assert from 'node:assert/strict';
import { createEmitter, disposeAll } from '../../../src/extension/lifetime/emitter.ts';

describe('the emitter', () => {
  it('tells every listener once, in order', () => {
    const emitter = createEmitter<number>();
    const heard: string[] = [];
    emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['a1', 'b1']);
  });

  it('does not tell a listener that left while others were told', () => {
    const emitter = createEmitter<void>();
    const heard: string[] = [];
    emitter.event(() => {
      heard.push('first');
      second.dispose();
    });
    const second = emitter.event(() => heard.push('second'));
    emitter.fire();
    assert.deepEqual(heard, ['first']);
  });

  it('does not tell a listener of what happened before it came', () => {
    const emitter = createEmitter<void>();
    const heard: string[] = [];
    emitter.event(() => {
      emitter.event(() => heard.push('late'));
    });
    emitter.fire();
    assert.deepEqual(heard, []);
  });
});

describe('disposing of many', () => {
  it('lets go of the last made first', () => {
    const order: number[] = [];
    const part = (name: number) => ({ dispose: () => void order.push(name) });
    disposeAll(part(1), part(2), part(3)).dispose();
    assert.deepEqual(order, [3, 2, 1]);
  });
});

import assert from 'node:assert/strict';
import {
  ago,
  clock,
  dayAndTime,
  duration,
  fileName,
  left,
  roughly,
  sceneLength,
  size,
  spokenTime,
} from '../../../src/webview/model/words.ts';

const plain = (text: string): string => text.replaceAll('\u00A0', ' ');

function table<Input extends readonly unknown[]>(
  act: (...input: Input) => string,
  rows: readonly (readonly [...input: Input, expected: string])[],
): void {
  for (const row of rows) {
    const input = row.slice(0, -1) as unknown as Input;
    it(`${JSON.stringify(input)} reads “${String(row.at(-1))}”`, () =>
      assert.equal(plain(act(...input)), row.at(-1)));
  }
}

const at = (day: number, hour: number): number => new Date(2026, 10, day, hour, 5).getTime();
const iso = (day: number, hour: number): string => new Date(at(day, hour)).toISOString();

describe('the words of the panel', () => {
  describe('a duration', () => {
    table(duration, [
      [0, '0.0 s'],
      [0.44, '0.4 s'],
      [9.94, '9.9 s'],
      [9.96, '10 s'],
      [12.4, '12 s'],
      [59.4, '59 s'],
      [59.6, '1:00'],
      [62, '1:02'],
      [3723, '1:02:03'],
      [-3, '0.0 s'],
    ]);
  });
  describe('a place in the film', () => {
    table(clock, [
      [0, '0:00'],
      [4.9, '0:04'],
      [62, '1:02'],
      [3600, '1:00:00'],
    ]);
  });
  describe('the length of a scene', () => {
    table(sceneLength, [
      [10, true, '10.0 s'],
      [14.2, false, '14 s'],
      [61.2, true, '1:01'],
    ]);
  });
  describe('time left', () => {
    table(left, [
      [6.2, 'about 6 s left'],
      [120, 'about 2 min left'],
      [1.9, 'nearly done'],
      [undefined, 'time left not known'],
      [4200, 'about 1 h 10 min left'],
      [7200, 'about 2 h left'],
    ]);
  });
  describe('a rough time', () => {
    table(roughly, [
      [0.2, '1 s'],
      [59.6, '1 min'],
    ]);
  });
  describe('an age', () => {
    table(ago, [
      [0.4, false, '0.4 s ago'],
      [6.4, true, '6 s ago'],
      [0.4, true, '0.4 s ago'],
      [75, true, '1:15 ago'],
    ]);
  });
  describe('a time for ears', () => {
    table(spokenTime, [
      [6, false, '6 seconds'],
      [1, false, '1 second'],
      [62, false, '1 minute 2 seconds'],
      [3600, false, '1 hour'],
      [6.1, true, '6.1 seconds'],
      [0, false, '0 seconds'],
    ]);
  });
  describe('a size', () => {
    table(size, [
      [600, '0.6 KB'],
      [1900, '1.9 KB'],
      [212_000, '212 KB'],
      [8_400_000, '8.4 MB'],
      [999_800, '1.0 MB'],
      [1_200_000_000, '1.2 GB'],
    ]);
  });
  describe('a day', () => {
    table(dayAndTime, [
      [iso(20, 13), at(20, 14), 'today, 13:05'],
      [iso(19, 17), at(20, 0), 'yesterday, 17:05'],
      [iso(12, 9), at(20, 14), '12 Nov, 09:05'],
      ['nonsense', at(20, 14), ''],
    ]);
  });
  describe('the name of a file', () => {
    table(fileName, [
      ['/home/ada/tides.mp4', 'tides.mp4'],
      ['C:\\films\\tides.mp4', 'tides.mp4'],
      ['tides.mp4', 'tides.mp4'],
    ]);
  });
});

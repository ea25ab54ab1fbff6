import { expect, test } from 'vitest';
import { seededRng } from '../seeded-rng.ts';
import { FrequencySketch } from './frequency-sketch.ts';

test('counts what comes again, up to sixteen, and nothing that did not come', () => {
  const sketch = new FrequencySketch(1_000, 1);
  const hash = sketch.hashOf('a key');
  const seen = Array.from({ length: 20 }, () => {
    sketch.add(hash);
    return sketch.estimate(hash);
  });
  expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16, 16, 16, 16]);
  expect(sketch.estimate(sketch.hashOf('another key'))).toBe(0);
});

test('of four times as many keys as it holds none is counted less than it came, and each by about one more', () => {
  const sketch = new FrequencySketch(1_000, 2);
  const rng = seededRng(3);
  const truth = new Map<string, number>();
  for (let at = 0; at < 8_000; at += 1) {
    const key = `key ${Math.floor(rng.next() ** 2 * 4_000)}`;
    truth.set(key, (truth.get(key) ?? 0) + 1);
    sketch.add(sketch.hashOf(key));
  }
  const errors = [...truth].map(([key, times]) => sketch.estimate(sketch.hashOf(key)) - Math.min(16, times));
  expect(Math.min(...errors)).toBe(0);
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(1.5);
});

test('after ten times as many additions as it holds the counts are halved', () => {
  const sketch = new FrequencySketch(16, 4);
  const hash = sketch.hashOf('popular');
  for (let at = 0; at < 12; at += 1) sketch.add(hash);
  expect(sketch.estimate(hash)).toBe(12);
  for (let at = 12; at < 160; at += 1) sketch.add(sketch.hashOf('of today'));
  expect(sketch.estimate(hash)).toBe(5);
  for (let at = 0; at < 4 * 80; at += 1) sketch.add(sketch.hashOf('of today'));
  expect(sketch.estimate(hash)).toBe(0);
});

test('which keys collide depends on the seed', () => {
  const collisions = (seed: number) => {
    const sketch = new FrequencySketch(16, seed);
    for (let at = 0; at < 40; at += 1) sketch.add(sketch.hashOf(`key ${at % 20}`));
    return Array.from({ length: 500 }, (_, at) => sketch.estimate(sketch.hashOf(`other ${at}`))).join('');
  };
  expect(collisions(1)).toBe(collisions(1));
  expect(collisions(1)).not.toBe(collisions(2));
});

import { expect, test } from 'vitest';
import { Progress } from './progress.mjs';

function capture(isLive: boolean) {
  let text = '';
  const write = (chunk: string | Uint8Array) => {
    text += chunk;
    return true;
  };
  const out = { isTTY: isLive, columns: 40, write };
  return { progress: new Progress(out, isLive), text: () => text };
}

test('in CI every word is a plain line of its own', () => {
  const { progress, text } = capture(false);
  progress.say('k6', 'building');
  progress.done('k6', '2.2.0');
  progress.note('ready');
  progress.end();
  expect(text()).toMatch(/^set-up: k6: building\nset-up: k6: 2\.2\.0 \(\d+\.\d s\)\nset-up: ready\n$/);
});

test('on a terminal the live lines are rewritten in place, fit its width, and are gone at the end', () => {
  const { progress, text } = capture(true);
  progress.say('k6', 'building from source which takes a minute or two');
  progress.say('Redis', 'installing');
  progress.done('Redis', '7.0.15');
  progress.end();
  const up = `${String.fromCharCode(27)}[`;
  expect(text()).toContain(`${up}2A${up}J`);
  expect(text().endsWith(`${up}1A${up}J`)).toBe(true);
  const lines = text()
    .replaceAll(new RegExp(`${up.replace('[', '\\[')}\\d*[AJ]`, 'g'), '')
    .split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
});

test('a step that had nothing to do says nothing', () => {
  const { progress, text } = capture(false);
  progress.done('k6', '2.2.0');
  progress.end();
  expect(text()).toBe('');
});

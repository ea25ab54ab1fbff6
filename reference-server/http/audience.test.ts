import { expect, test } from 'vitest';
import { Audience } from './audience.ts';
import { Caller } from './caller.ts';

/** Waits until all have left. */
const untilAllLeft = (all: Caller) =>
  new Promise<never>((_resolve, reject) => {
    all.signal.addEventListener('abort', () => reject(all.signal.reason));
  });
const LEFT = { statusCode: 499, code: 'CALLER_LEFT' };

test('what several wait for goes on until the last of them has left', async () => {
  const audience = new Audience();
  const [one, other] = [new Caller(), new Caller()];
  let work: Promise<string> | undefined;
  const { promise: whole, resolve } = Promise.withResolvers<Caller>();
  const wait = (caller: Caller) =>
    audience.wait('key', caller, (all) => {
      resolve(all);
      work ??= untilAllLeft(all);
      return work;
    });
  const waits = Promise.allSettled([wait(one), wait(other)]);
  const all = await whole;
  one.leave();
  expect(all.hasLeft).toBe(false);
  other.leave();
  expect(all.hasLeft).toBe(true);
  for (const outcome of await waits) expect(outcome).toMatchObject({ status: 'rejected', reason: LEFT });
  expect(audience.size).toBe(0);
});

test('who comes as the work of those before is being called off has it done anew', async () => {
  const audience = new Audience();
  const gone = new Caller();
  const { promise: doomed, reject: callOff } = Promise.withResolvers<string>();
  const first = audience.wait('key', gone, () => doomed);
  gone.leave();
  let attempts = 0;
  const next = audience.wait('key', new Caller(), async () => {
    attempts += 1;
    return attempts === 1 ? doomed : 'done anew';
  });
  callOff(gone.signal.reason);
  await expect(first).rejects.toMatchObject(LEFT);
  expect(await next).toBe('done anew');
  expect(audience.size).toBe(0);
});

test('what is answered keeps nobody, and a failure is told as it is', async () => {
  const audience = new Audience();
  const caller = new Caller();
  expect(await audience.wait('key', caller, async () => 'answer')).toBe('answer');
  await expect(audience.wait('key', caller, async () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  caller.leave();
  await expect(audience.wait('key', caller, async () => 'never')).rejects.toMatchObject(LEFT);
  expect(audience.size).toBe(0);
});

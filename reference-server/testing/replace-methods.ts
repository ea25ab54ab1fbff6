import type { KvClient } from '../cache/kv-client.ts';

/** The same store with some of its methods replaced, so that a test can hold an answer back. */
export function replaceMethods(
  store: KvClient,
  replaced: Partial<Pick<KvClient, 'get' | 'getMany' | 'set' | 'scan' | 'delete'>>,
): KvClient {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(replaced, name) ?? Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Says of keys whether they match. */
export interface GlobTest {
  test(key: string): boolean;
}

/**
 * The test for a glob in which `*` stands for any run of characters and everything else for itself. In time that grows with key and
 * pattern, whatever a client wrote: a regular expression of several `.*` would try them in every combination.
 */
export function globTest(pattern: string): GlobTest {
  const [start = '', ...rest] = pattern.split('*');
  const end = rest.pop();
  if (end === undefined) return { test: (key) => key === start };
  const between = rest.filter((part) => part !== '');
  return {
    test(key) {
      if (!key.startsWith(start) || !key.endsWith(end) || key.length < start.length + end.length) return false;
      let from = start.length;
      for (const part of between) {
        const place = key.indexOf(part, from);
        if (place < 0) return false;
        from = place + part.length;
      }
      return from <= key.length - end.length;
    },
  };
}

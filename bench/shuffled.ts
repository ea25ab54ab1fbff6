import type { Random } from '../gate/core/stats/random.ts';

/** The items in random order; every order is equally likely. Source: Fisher & Yates (1938), as Durstenfeld (1964) has it. */
export function shuffled<Item>(items: readonly Item[], random: Random): readonly Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}

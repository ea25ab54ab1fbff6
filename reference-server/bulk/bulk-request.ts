import { fieldsOf } from '../http/fields.ts';
import type { HttpError } from '../http/http-error.ts';
import type { GivenItem } from './bulk-write.ts';
import type { BatchRules } from './run-batches.ts';

/** How bulk requests of a domain are carried out, and how many items one may hold. */
export interface BulkSettings extends Omit<BatchRules, 'isTransient'> {
  readonly maxRows: number;
}

export interface BulkRequest<Item> {
  readonly given: readonly GivenItem<Item>[];
  readonly batchSize: number;
}

export const LARGEST_BATCH = 100;

/**
 * Reads `{"<name>": […], "batchSize": 10}`. What is wrong with an item is for `parse` to say; throws what `refuse` makes of it where
 * there is no list, or batchSize is out of range.
 */
export function parseBulkRequest<Item>(
  body: unknown,
  { maxRows, batchSize }: BulkSettings,
  rule: {
    readonly name: string;
    readonly parse: (item: unknown, index: number) => GivenItem<Item>;
    readonly refuse: (message: string) => HttpError;
  },
): BulkRequest<Item> {
  const { [rule.name]: items, batchSize: size = batchSize } = fieldsOf(body);
  if (!Array.isArray(items) || items.length < 1 || items.length > maxRows) {
    throw rule.refuse(`${rule.name} must be a list of 1 to ${maxRows} ${rule.name}`);
  }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > LARGEST_BATCH) {
    throw rule.refuse(`batchSize is a whole number from 1 to ${LARGEST_BATCH}`);
  }
  return { given: items.map(rule.parse), batchSize: size };
}

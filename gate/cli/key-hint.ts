import { z } from 'zod';
import { configSchema } from './config-schema.ts';
import { didYouMean } from './nearest.ts';

/** ` Did you mean "below"?` for a key of the config that no shape has, or nothing: the nearest key of the shapes that have the keys beside it. */
export function keyHint(config: unknown, place: readonly PropertyKey[], unknownKey: string): string {
  const beside = Object.keys(valueAt(config, place) ?? {});
  const shapes = shapesIn(z.toJSONSchema(configSchema));
  const known = beside.filter((key) => shapes.some((shape) => shape.includes(key)));
  const fitting = shapes.filter((shape) => known.every((key) => shape.includes(key)));
  return didYouMean(unknownKey, [...new Set(fitting.flat())]);
}

function valueAt(config: unknown, place: readonly PropertyKey[]): object | undefined {
  let value: unknown = config;
  for (const key of place) value = isObject(value) ? Reflect.get(value, key) : undefined;
  return isObject(value) ? value : undefined;
}

/** Keys of every object that a JSON Schema describes. */
function shapesIn(schema: unknown): readonly (readonly string[])[] {
  if (!isObject(schema)) return [];
  const own = 'properties' in schema && isObject(schema.properties) ? [Object.keys(schema.properties)] : [];
  return [...own, ...Object.values(schema).flatMap(shapesIn)];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

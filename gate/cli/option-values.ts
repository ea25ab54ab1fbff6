import { usage } from './arguments.ts';
import type { Command, OptionValues } from './command.ts';

/** Text of an option that was given, else `undefined`. */
export function text(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}

/** All texts of an option that may be repeated. */
export function texts(values: OptionValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

export function isSet(values: OptionValues, name: string): boolean {
  return values[name] === true;
}

/** A positive number. Throws GateError USAGE. */
export function positive(values: OptionValues, name: string, command: Command): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const number = Number(value);
  if (value.trim() === '' || !Number.isFinite(number) || number <= 0) {
    throw usage(`--${name} takes a number above 0, not "${value}".`, command);
  }
  return number;
}

/** A whole number of 0 or more. Throws GateError USAGE. */
export function wholeNumber(values: OptionValues, name: string, command: Command): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw usage(`--${name} takes a whole number, not "${value}".`, command);
  return Number(value);
}

const SECONDS_IN: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

/** A length of time, `45`, `45s`, `2m` or `1h`, in seconds. Throws GateError USAGE. */
export function seconds(values: OptionValues, name: string, command: Command): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(value);
  if (match === null) throw usage(`--${name} takes a length of time such as 45s or 2m, not "${value}".`, command);
  return Number(match[1]) * (SECONDS_IN[match[2] ?? ''] ?? 1);
}

/** A share between 0 and 1, `0.05` or `5%`. Throws GateError USAGE. */
export function share(values: OptionValues, name: string, command: Command): number | undefined {
  const value = text(values, name);
  if (value === undefined) return undefined;
  const [, number = '', percent] = /^(\d*\.?\d+)(\s?%)?$/.exec(value) ?? [];
  const amount = percent === undefined ? Number(number) : Number(number) / 100;
  if (number === '' || amount <= 0 || amount >= 1) {
    throw usage(`--${name} takes a share between 0 and 1, such as 0.05 or 5%, not "${value}".`, command);
  }
  return amount;
}

import type { HandlerFaults } from '../server-config.ts';

export const MAX_BUSY_US = 1_000_000;
export const MAX_DELAY_MS = 60_000;

/** Reads `{"busyUs": 500, "errorShare": 0.1}`; what it leaves out is off. A text instead says what is wrong with it. */
export function readHandlerFaults(given: unknown): HandlerFaults | string {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return 'faults are a JSON object';
  const { busyUs = 0, delayMs = 0, errorShare = 0, hasExtraSql = false, ...unknown } = given as Record<string, unknown>;
  const [stranger] = Object.keys(unknown);
  if (stranger !== undefined) return `there is no fault ${JSON.stringify(stranger)}`;
  if (typeof hasExtraSql !== 'boolean') return 'hasExtraSql is true or false';
  if (!isWithin(busyUs, MAX_BUSY_US)) return `busyUs is a number from 0 to ${MAX_BUSY_US}`;
  if (!isWithin(delayMs, MAX_DELAY_MS)) return `delayMs is a number from 0 to ${MAX_DELAY_MS}`;
  if (!isWithin(errorShare, 1)) return 'errorShare is a number from 0 to 1';
  return { busyUs, delayMs, hasExtraSql, errorShare };
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most;
}

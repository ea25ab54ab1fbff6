import type { Overlay } from './overlay.ts';

export const environmentNames = ['development', 'staging', 'production'] as const;

export type EnvironmentName = (typeof environmentNames)[number];

const source = '003 Environment-Specific Settings';
const pages = {
  source: 'ours',
  note: '003 asks for limits per environment and names none: who looks around by hand loads nobody else',
};

/** What differs between environments whatever the profile; laid over the profile. */
export const environments: Readonly<Record<EnvironmentName, Overlay>> = {
  development: {
    'cache.ttl.defaultSeconds': { value: 60, source },
    'http.slowRequestMs': { value: 500, source },
    'queue.maxConcurrent': { value: 50, source },
    'page.maxLimit': { value: 500, ...pages },
  },
  staging: {
    'cache.ttl.defaultSeconds': { value: 300, source },
    'http.slowRequestMs': { value: 1_000, source },
    'queue.maxConcurrent': { value: 100, source },
    'page.maxLimit': { value: 200, ...pages },
  },
  production: {
    'cache.ttl.defaultSeconds': { value: 600, source },
    'http.slowRequestMs': { value: 2_000, source },
    'queue.maxConcurrent': { value: 200, source },
    'page.maxLimit': { value: 100, ...pages },
  },
};

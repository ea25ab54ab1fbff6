import { type Draw, drawsOf, weighted } from './random.ts';
import { zipfRanks } from './zipf.ts';

/** Names under which requests are counted. */
export type Route =
  | 'GET /api/posts/:id'
  | 'GET /api/users/:id'
  | 'GET /api/users/:id/posts'
  | 'GET /api/users'
  | 'GET /api/large-report'
  | 'POST /api/posts';

/** What one iteration does: a request and at most one more that follows from its answer. */
export interface Visit<Name extends string = Route> {
  readonly route: Name;
  /** Path and query. */
  readonly path: string;
  /** Of a POST. */
  readonly body: string | null;
  readonly acceptEncoding: string;
  /** `reload`: the same again with If-None-Match; `next page`: the page after it, where there is one. */
  readonly next: 'nothing' | 'reload' | 'next page';
}

/** How much there is to ask for; ids run from 1. */
export interface KeySpace {
  readonly users: number;
  readonly posts: number;
}

/** What people do on a site of posts; docs/decisions/0006-trace.md has the reasons. */
const mix: readonly (readonly [percent: number, route: Route])[] = [
  [45, 'GET /api/posts/:id'],
  [20, 'GET /api/users/:id'],
  [18, 'GET /api/users/:id/posts'],
  [14, 'GET /api/users'],
  [2, 'POST /api/posts'],
  [1, 'GET /api/large-report'],
];

const lists: readonly (readonly [percent: number, path: string])[] = [
  [70, '/api/users'],
  [20, '/api/users?sort=createdAt&order=desc'],
  [10, '/api/users?sort=email&order=asc'],
];

/** Chromium and Firefox; Safari; feed readers, scripts and other simple clients. */
export const encodings: readonly (readonly [percent: number, header: string])[] = [
  [70, 'gzip, deflate, br, zstd'],
  [20, 'gzip, deflate, br'],
  [10, 'gzip'],
];

/** Of single reads. */
export const reloadShare = 0.25;
const nextPageShare = 0.3;

/** Scatters ranks over the ids, so that what is asked for often does not lie together in the database: a prime. */
const scatter = 15_485_863;

/** The visits of a trace by their number. The same seed and key space give the same trace. */
export function traceOf(seed: number, space: KeySpace): (iteration: number) => Visit {
  const postRank = zipfRanks(space.posts, 1);
  const userRank = zipfRanks(space.users, 1);
  const post = (draw: Draw) => 1 + ((postRank(draw) * scatter) % space.posts);
  const user = (draw: Draw) => 1 + ((userRank(draw) * scatter) % space.users);

  return (iteration) => {
    const draw = drawsOf(seed, iteration);
    const route = weighted(mix, draw);
    const acceptEncoding = weighted(encodings, draw);
    const read = (path: string, next: Visit['next'] = draw() < reloadShare ? 'reload' : 'nothing'): Visit => ({
      route,
      path,
      body: null,
      acceptEncoding,
      next,
    });
    switch (route) {
      case 'GET /api/posts/:id':
        return read(`/api/posts/${post(draw)}`);
      case 'GET /api/users/:id':
        return read(`/api/users/${user(draw)}`);
      case 'GET /api/users/:id/posts':
        return read(`/api/users/${user(draw)}/posts`, draw() < nextPageShare ? 'next page' : 'nothing');
      case 'GET /api/users':
        return read(weighted(lists, draw), draw() < nextPageShare ? 'next page' : 'nothing');
      case 'GET /api/large-report':
        return read('/api/large-report');
      case 'POST /api/posts': {
        const posts = Array.from({ length: 1 + Math.floor(draw() * 3) }, (_, index) => ({
          userId: user(draw),
          title: `Post ${index + 1} of visit ${iteration}`,
          body: 'Our cache follows each query while every reader watches the latency. '.repeat(
            1 + Math.floor(draw() * 3),
          ),
        }));
        return { route, path: '/api/posts', body: JSON.stringify({ posts }), acceptEncoding, next: 'nothing' };
      }
    }
  };
}

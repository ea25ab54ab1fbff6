import { drawsOf, weighted } from './random.ts';
import { encodings, nextPageShare, reloadShare, type Trace, type Visit } from './visit.ts';
import { zipfIds } from './zipf-ids.ts';

/** Names under which requests are counted. */
export type UsersRoute =
  | 'GET /api/posts/:id'
  | 'GET /api/users/:id'
  | 'GET /api/users/:id/posts'
  | 'GET /api/users'
  | 'GET /api/large-report'
  | 'POST /api/posts';

/** How much there is to ask for; ids run from 1. */
export interface UsersSpace {
  readonly users: number;
  readonly posts: number;
}

/** What people do on a site of posts; docs/decisions/0006-trace.md has the reasons. */
const mix: readonly (readonly [percent: number, route: UsersRoute])[] = [
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

/** The visits of a site of posts. The same seed and sizes give the same trace. */
export function usersTraceOf(seed: number, { users, posts }: UsersSpace): Trace<UsersRoute> {
  const post = zipfIds(posts);
  const user = zipfIds(users);

  return (iteration) => {
    const draw = drawsOf(seed, iteration);
    const route = weighted(mix, draw);
    const acceptEncoding = weighted(encodings, draw);
    const read = (
      path: string,
      next: Visit['next'] = draw() < reloadShare ? 'reload' : 'nothing',
    ): Visit<UsersRoute> => ({
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

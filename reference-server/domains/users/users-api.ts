import { readOfOne } from '../../http/open-api/common-routes.ts';
import type { ApiDescription } from '../../http/open-api/route-description.ts';
import {
  answer,
  count,
  data,
  id,
  idempotencyHeaders,
  KEY_ERRORS,
  list,
  object,
  ok,
  oneOf,
  orNull,
  PAGE_ERRORS,
  page,
  pageQuery,
  text,
  time,
} from '../../http/open-api/schemas.ts';
import { LONGEST_BODY, LONGEST_TITLE } from './posts-batch.ts';
import type { UsersOptions } from './users-domain.ts';

const user = object({
  id,
  email: { type: 'string', format: 'email' },
  name: { type: 'string' },
  status: oneOf(['active', 'inactive', 'suspended']),
  createdAt: time,
});
const post = { id, title: text(LONGEST_TITLE), body: text(LONGEST_BODY), createdAt: time };

/** What the API document tells of the users domain. */
export function usersApi({ page: limits, maxBatchRows }: UsersOptions): ApiDescription {
  return {
    tag: 'users',
    isDomain: true,
    description: 'Users and their posts: document 004.',
    routes: {
      'GET /api/users': {
        summary: 'A page of users',
        query: pageQuery({ ...limits, sortFields: ['id', 'email', 'createdAt'], sortOrders: ['desc', 'asc'] }),
        answers: ok('The page.', page(user)),
        errors: PAGE_ERRORS,
      },
      'GET /api/users/:id': readOfOne('One user', user, 'USER_NOT_FOUND'),
      'GET /api/users/:id/posts': {
        summary: 'A page of the posts of a user, newest first',
        params: { id },
        query: pageQuery({ ...limits, sortFields: ['createdAt'], sortOrders: ['desc'] }),
        answers: ok('The page.', page(object(post))),
        errors: { INVALID_ID: 400, ...PAGE_ERRORS, USER_NOT_FOUND: 404 },
      },
      'GET /api/posts/:id': readOfOne(
        'One post, with its author',
        object({ ...post, author: object({ id, name: { type: 'string' } }) }),
        'POST_NOT_FOUND',
      ),
      'POST /api/posts': {
        summary: 'Writes many posts in one statement, all or none',
        headers: idempotencyHeaders,
        body: object({
          posts: list(object({ userId: id, title: post.title, body: post.body }), {
            minItems: 1,
            maxItems: maxBatchRows,
          }),
        }),
        answers: { 201: answer('Their ids, in the order of the posts.', data(object({ ids: list(id) }))) },
        errors: { INVALID_POSTS: 400, UNKNOWN_USER: 400, ...KEY_ERRORS },
      },
      'GET /api/large-report': {
        summary: 'The busiest authors: about 70 kB that read every post',
        description: 'As of the moment when it was made, which may lie `cache.ttl.defaultSeconds` back.',
        answers: ok(
          'The authors, busiest first.',
          data(
            list(
              object({
                id,
                name: { type: 'string' },
                email: { type: 'string' },
                status: { type: 'string' },
                createdAt: time,
                posts: count,
                lastPostAt: orNull(time),
              }),
            ),
          ),
        ),
      },
    },
  };
}

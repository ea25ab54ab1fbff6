import type { Pool } from 'pg';
import { createCursorCodec } from '../../reference-server/page/cursor.ts';
import { buildCursorQuery, createPaginatedResponse } from '../../reference-server/page/pagination.ts';
import { config } from './config.ts';

/** Bodies of the four routes as objects, `null` where there is nothing: statements and pages of the reference server, prepared as there. */
export interface UsersQueries {
  users(): Promise<object>;
  user(id: number): Promise<object | null>;
  postsOf(userId: number): Promise<object>;
  post(id: number): Promise<object | null>;
}

interface Row {
  readonly id: number;
}

const LIMIT = 20;

export function usersQueries(pool: Pool): UsersQueries {
  const cursors = createCursorCodec(config.cursorSecret);
  const first = async (name: string, text: string, id: number) => {
    const { rows } = await pool.query<Row>({ name, text, values: [id] });
    return rows[0] === undefined ? null : { data: rows[0] };
  };
  return {
    async users() {
      const page = { list: 'users', limit: LIMIT, sortField: 'id', sortOrder: 'desc', cursor: null } as const;
      const columns = ['id', 'email', 'name', 'status', 'created_at AS "createdAt"'];
      const { query, params } = buildCursorQuery({ table: 'users.users', columns, sortColumn: 'id', page });
      const { rows } = await pool.query<Row>({ name: 'users', text: query, values: [...params] });
      return createPaginatedResponse(rows, page, cursors);
    },
    user: (id) =>
      first('user', 'SELECT id, email, name, status, created_at AS "createdAt" FROM users.users WHERE id = $1', id),
    async postsOf(userId) {
      const list = `users/${userId}/posts`;
      const page = { list, limit: LIMIT, sortField: 'createdAt', sortOrder: 'desc', cursor: null } as const;
      const { query, params } = buildCursorQuery({
        table: 'users.posts',
        columns: ['id', 'title', 'body', 'created_at AS "createdAt"'],
        sortColumn: 'created_at',
        filter: { column: 'user_id', value: userId },
        page,
      });
      const { rows } = await pool.query<Row>({ name: 'posts', text: query, values: [...params] });
      return createPaginatedResponse(rows, page, cursors);
    },
    post: (id) =>
      first(
        'post',
        `SELECT posts.id, title, body, posts.created_at AS "createdAt", json_build_object('id', users.id, 'name', name) AS author
         FROM users.posts JOIN users.users ON users.id = user_id WHERE posts.id = $1`,
        id,
      ),
  };
}

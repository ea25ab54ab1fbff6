import type { FastifyInstance } from 'fastify';
import type { DomainContext } from '../../domain.ts';
import { pathId } from '../../http/path-id.ts';
import { cacheTags } from './cache-keys.ts';
import { changeStatement } from './field-rules.ts';
import { noSuchMember, PROFILE_COLUMNS, type ProfileFields, parseProfileChange } from './profile.ts';

/** Fields are named as their columns are. */
const COLUMNS = { name: 'name', email: 'email', title: 'title' } as const;

/** PATCH /api/v1/users/:id/profile. */
export function registerProfileRoutes(app: FastifyInstance, { pool, cache, count }: DomainContext): void {
  app.patch('/api/v1/users/:id/profile', async (request) => {
    const id = pathId(request);
    const { sets, values } = changeStatement<ProfileFields>(parseProfileChange(request.body), COLUMNS);
    const text = `UPDATE workspace.members SET ${sets} WHERE id = $1 RETURNING ${PROFILE_COLUMNS}`;
    const statement = { text, values: [id, ...values], timeout: 'critical' } as const;
    const [profile] = await pool.query(statement, request.timing);
    if (profile === undefined) throw noSuchMember(id);
    count('profiles changed');
    await cache.deleteTags(cacheTags.member(id));
    return { data: profile };
  });
}

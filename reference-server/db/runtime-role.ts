import { type Client, DatabaseError } from 'pg';

const role = 'reference_server_runtime';

/**
 * Lets the role that the server runs its statements as read and write the rows of `schemas`, and nothing else: no DDL, no
 * other schema. Returns its name; `null` where the user of DATABASE_URL may not make roles: statements then run as that user.
 */
export async function runtimeRole(client: Client, schemas: readonly string[]): Promise<string | null> {
  try {
    await client.query(`
      DO $$ BEGIN
        CREATE ROLE ${role} NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL; -- it belongs to the whole cluster: another database, or another server, made it
      END $$`);
    for (const schema of schemas.map((name) => client.escapeIdentifier(name))) {
      await client.query(`
        GRANT USAGE ON SCHEMA ${schema} TO ${role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${role};
        GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO ${role}`);
    }
    await client.query(`SET ROLE ${role}; RESET ROLE`);
    return role;
  } catch (error) {
    if (error instanceof DatabaseError && error.code === '42501') return null;
    throw error;
  }
}

import type { Client } from 'pg';

/** How the rows of one domain are made. Whatever changes them must change `recipe`. */
export interface DomainSeed {
  /** Its schema in the database bears the same name. */
  readonly domain: string;
  /** What the rows follow from: seed, sizes, a version of the statements that make them. */
  readonly recipe: Readonly<Record<string, string | number>>;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** Brings back tables that an earlier run took out of the domain. First of all. */
  restore?(client: Client): Promise<void>;
  /** Fills the empty tables. Inside a transaction. */
  fill(client: Client): Promise<void>;
  /** Takes away what earlier runs added. */
  reset(client: Client): Promise<void>;
}

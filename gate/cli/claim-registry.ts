import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClaimRegistry } from '../core/model/claim.ts';
import { GateError } from '../core/model/gate-error.ts';
import { parseClaimRegistry } from '../ingest/claim-registry.ts';
import { usage } from './arguments.ts';
import type { Command } from './command.ts';
import { didYouMean } from './nearest.ts';

/** The registry in a folder. Throws GateError CLAIMS_MISSING or CLAIMS_INVALID. */
export async function readClaimRegistry(folder: string): Promise<ClaimRegistry> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) {
    throw new GateError({
      code: 'CLAIMS_MISSING',
      message: `there is no claim registry in ${folder}.`,
      advice: 'Write one as docs/claims.md describes, and name its folder in the config: claims: { registry: "…" }.',
    });
  }
  return parseClaimRegistry(
    await Promise.all(files.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') }))),
  );
}

/**
 * The part of a registry that was asked for: `K8` asks for K8 and all that begin with `K8.`; no id asks for all. Throws GateError USAGE for
 * an id or a document that there is none of.
 */
export function selectClaims(
  { claims, contrasts }: ClaimRegistry,
  asked: { readonly ids: readonly string[]; readonly document: string | undefined },
  command: Command,
): ClaimRegistry {
  const { ids, document } = asked;
  for (const id of ids) {
    if (claims.some((claim) => isMeant(id, claim.id))) continue;
    const known = claims.map((claim) => claim.id);
    throw usage(`there is no claim "${id}".${didYouMean(id, known) || ` There are ${groupsOf(known)}.`}`, command);
  }
  const documents = [...new Set(claims.map((claim) => claim.document))];
  if (document !== undefined && !documents.includes(document))
    throw usage(`--document takes one of ${documents.sort().join(', ')}, not "${document}".`, command);
  const wanted = claims.filter(
    (claim) =>
      (ids.length === 0 || ids.some((id) => isMeant(id, claim.id))) &&
      (document === undefined || claim.document === document),
  );
  if (wanted.length === 0) throw usage(`document ${document} makes none of these claims.`, command);
  const names = new Set(wanted.map(({ contrast }) => contrast));
  return {
    claims: wanted,
    contrasts: Object.fromEntries(Object.entries(contrasts).filter(([name]) => names.has(name))),
  };
}

/** `K8` and `k8` mean K8 and all that begin with `K8.`. */
function isMeant(asked: string, claim: string): boolean {
  const [one, other] = [asked.toLowerCase(), claim.toLowerCase()];
  return other === one || other.startsWith(`${one}.`);
}

/** What ids begin with, in the order of their numbers: `C16, K1, K2`. */
function groupsOf(ids: readonly string[]): string {
  const groups = new Set(ids.map((id) => id.split('.')[0] ?? id));
  return [...groups].sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).join(', ');
}

import type { z } from 'zod';
import type { Claim, ClaimRegistry, Contrast } from '../core/model/claim.ts';
import { GateError } from '../core/model/gate-error.ts';
import { claimsFile, contrastsFile } from './claim-registry-schema.ts';

/** A file of a registry, by its name for errors. */
export interface RegistryFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Puts the files of a registry together: each holds `{"contrasts": {…}}` or `{"claims": […]}`. Throws GateError CLAIMS_INVALID with one
 * sentence that names the file and the place: no JSON, an unknown field, an id or a name twice, a contrast that is nowhere.
 */
export function parseClaimRegistry(files: readonly RegistryFile[]): ClaimRegistry {
  const contrasts: Record<string, Contrast> = {};
  const claims: Claim[] = [];
  const places = new Map<string, string>();
  for (const file of files) {
    const content = contentOf(file);
    if (isContrasts(content)) {
      for (const [name, contrast] of Object.entries(checked(file, content, contrastsFile).contrasts)) {
        if (Object.hasOwn(contrasts, name)) throw invalid(file.name, `the contrast "${name}" is there twice`);
        contrasts[name] = contrast;
      }
      continue;
    }
    for (const claim of checked(file, content, claimsFile).claims) {
      const before = places.get(claim.id);
      if (before !== undefined) throw invalid(file.name, `the claim ${claim.id} is in ${before} too`);
      places.set(claim.id, file.name);
      claims.push(claim);
    }
  }
  const lost = claims.find(({ contrast }) => !Object.hasOwn(contrasts, contrast));
  if (lost !== undefined) {
    throw invalid(
      places.get(lost.id) ?? '',
      `the claim ${lost.id} names the contrast "${lost.contrast}", and there is none`,
    );
  }
  if (claims.length === 0) throw invalid(files[0]?.name ?? 'the registry', 'there is not one claim');
  return { contrasts, claims };
}

function contentOf({ name, text }: RegistryFile): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(name, 'it is no JSON', cause);
  }
}

function isContrasts(content: unknown): boolean {
  return typeof content === 'object' && content !== null && 'contrasts' in content;
}

function checked<Shape>({ name }: RegistryFile, content: unknown, schema: z.ZodType<Shape>): Shape {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalid(name, `${issue?.path.join('.') || 'the file'}: ${issue?.message ?? 'is not valid'}`);
}

function invalid(name: string, what: string, cause?: unknown): GateError {
  return new GateError({
    code: 'CLAIMS_INVALID',
    message: `${name} is no part of a claim registry: ${what}.`,
    advice: 'docs/claims.md describes every field.',
    cause,
  });
}

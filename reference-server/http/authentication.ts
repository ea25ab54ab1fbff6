import { createHash } from 'node:crypto';
import fastifyJwt from '@fastify/jwt';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { HttpError } from './http-error.ts';

/** Each may do what those before it may. */
export const ROLES = ['viewer', 'technical_admin'] as const;

export type Role = (typeof ROLES)[number];

/** Lets through whoever bears a token of the role, or of a mightier one. */
export type Guard = (role: Role) => onRequestAsyncHookHandler;

export interface Authentication {
  readonly guard: Guard;
  /** A token, valid for `seconds`; `subject` says whose it is. */
  sign(role: Role, seconds: number, subject?: string): string;
  /** Whose valid token a request bears; `null`: nobody's. */
  subjectOf(request: FastifyRequest): string | null;
  /**
   * In whose name a request is made: the subject of its token, which stays who it was when the token ends; else the token itself, which
   * nobody else has; without one of ours the address that it comes from. For what belongs to one caller: it allows nothing.
   */
  callerOf(request: FastifyRequest): string;
}

/**
 * Bearer tokens (JWT, HS256, with an end and a role) signed with `secret`. A guard throws HttpError 401 TOKEN_MISSING,
 * TOKEN_EXPIRED or TOKEN_INVALID, and 403 ROLE_INSUFFICIENT.
 */
export async function addAuthentication(app: FastifyInstance, secret: string): Promise<Authentication> {
  await app.register(fastifyJwt, {
    secret,
    sign: { algorithm: 'HS256' },
    // Named, so that a token that says "none" or brings a public key of its own is none.
    verify: { algorithms: ['HS256'], requiredClaims: ['exp', 'role'] },
  });
  return {
    guard: (role) => async (request, reply) => {
      const held = await roleOf(request, reply);
      if (ROLES.indexOf(held) >= ROLES.indexOf(role)) return;
      const message = `this needs the role ${role}`;
      throw new HttpError({ statusCode: 403, code: 'ROLE_INSUFFICIENT', message });
    },
    sign: (role, seconds, subject) =>
      app.jwt.sign({ role, ...(subject === undefined ? {} : { sub: subject }) }, { expiresIn: seconds }),
    subjectOf: (request) => bearerOf(request)?.subject ?? null,
    callerOf(request) {
      const bearer = bearerOf(request, { ignoreExpiration: true });
      if (bearer === null) return `address ${request.ip}`;
      const { subject, token } = bearer;
      return subject === null
        ? `token ${createHash('sha256').update(token).digest('base64url')}`
        : `subject ${subject}`;
    },
  };

  /** `null`: no token that was signed by us, or one that has expired. */
  function bearerOf(
    { headers }: FastifyRequest,
    options?: { readonly ignoreExpiration: boolean },
  ): { readonly token: string; readonly subject: string | null } | null {
    const [, token] = /^bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    if (token === undefined) return null;
    try {
      const { sub } = app.jwt.verify<{ sub?: unknown }>(token, options);
      return { token, subject: typeof sub === 'string' ? sub : null };
    } catch {
      return null;
    }
  }
}

async function roleOf(request: FastifyRequest, reply: FastifyReply): Promise<Role> {
  if (request.headers.authorization === undefined) {
    reply.header('www-authenticate', 'Bearer');
    throw refused('TOKEN_MISSING', 'this needs a token: Authorization: Bearer …');
  }
  try {
    const claims = await request.jwtVerify<object>();
    const role = ROLES.find((word) => 'role' in claims && claims.role === word);
    if (role !== undefined) return role;
  } catch (cause) {
    reply.header('www-authenticate', 'Bearer error="invalid_token"');
    const isExpired = cause instanceof Error && 'code' in cause && String(cause.code).endsWith('TOKEN_EXPIRED');
    if (isExpired) throw refused('TOKEN_EXPIRED', 'the token has expired', cause);
    throw refused('TOKEN_INVALID', 'the token is not one of ours', cause);
  }
  reply.header('www-authenticate', 'Bearer error="invalid_token"');
  throw refused('TOKEN_INVALID', 'the token is not one of ours');
}

function refused(code: string, message: string, cause?: unknown): HttpError {
  return new HttpError({ statusCode: 401, code, message, cause });
}

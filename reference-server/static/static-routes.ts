import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Compressor } from '../http/compressor.ts';
import { type Asset, readAssets } from './read-assets.ts';

const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const YEAR_S = 31_536_000;

/**
 * GET /, a page that shows how the server is, and GET /static/:name, what it is made of. All of it is read at the start and encoded
 * once an encoding; a name is looked up among those that were read, and leads to no file.
 */
export async function registerStaticRoutes(
  app: FastifyInstance,
  compressor: Compressor,
  maxAgeSeconds: number,
): Promise<void> {
  const { page, files } = await readAssets();

  app.get('/', (request, reply) => {
    // It names the others by their hashes.
    reply.header('cache-control', 'public, no-cache').header('content-security-policy', PAGE_POLICY);
    return send(request, reply, page);
  });

  app.get<{ Params: { readonly name: string } }>('/static/:name', (request, reply) => {
    const asset = files.get(request.params.name);
    if (asset === undefined) return reply.callNotFound();
    const age = asset.isImmutable ? `max-age=${YEAR_S}, immutable` : `max-age=${maxAgeSeconds}`;
    reply.header('cache-control', `public, ${age}`);
    return send(request, reply, asset);
  });

  async function send(request: FastifyRequest, reply: FastifyReply, { body, contentType }: Asset) {
    reply.type(contentType).header('x-content-type-options', 'nosniff').header('etag', body.etag);
    if (!compressor.covers(request.routeOptions.url ?? '')) return reply.send(body.identity.bytes);
    reply.header('vary', 'accept-encoding');
    const encoding = compressor.choose(request.headers['accept-encoding'], body.identity.bytes.length);
    const { bytes, encoding: made } =
      encoding === null ? body.identity : (body.in(encoding) ?? (await body.encode(encoding, compressor)));
    if (made !== null) reply.header('content-encoding', made);
    return reply.send(bytes);
  }
}

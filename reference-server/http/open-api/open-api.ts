import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { describeOperation } from './describe-operation.ts';
import type { ApiDescription } from './route-description.ts';
import { SHARED_SCHEMAS } from './schemas.ts';

/** Swagger UI draws with inline styles and images of its own; everything comes from here. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * GET /openapi.json, and /docs, a page to read and to try it. To be called before any route is registered: a route that nobody
 * described stands in the document without a summary, and a description of no route keeps the server from getting ready (TypeError).
 */
export async function addOpenApi(app: FastifyInstance, parts: readonly ApiDescription[]): Promise<void> {
  const operations = new Map(
    parts.flatMap((part) =>
      Object.entries(part.routes).map(([name, route]) => [name, describeOperation(name, route, part)] as const),
    ),
  );
  for (const schema of SHARED_SCHEMAS) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Loadline reference server',
        version: '1.0.0',
        description:
          'The service that Loadline measures: five domains, their caches and their pools. Answers of cached routes name their tier in `x-cache`, and where their time went in `server-timing`.',
      },
      servers: [{ url: '/' }],
      tags: parts.map(({ tag, description }) => ({ name: tag, description })),
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
          labKey: { type: 'apiKey', in: 'header', name: 'x-lab-key' },
        },
      },
    },
    refResolver: { buildLocalReference: ({ $id }) => String($id) },
    // Read when the document is made, and by nobody else: no route has a schema of its own.
    transform: ({ schema, url, route }) => {
      const [method] = [route.method].flat();
      return { url, schema: schema?.hide === true ? schema : (operations.get(`${method} ${url}`) ?? {}) };
    },
    transformObject: (document) => {
      if (!('openapiObject' in document)) return document.swaggerObject;
      // HEAD answers as GET does, without the body.
      for (const path of Object.values(document.openapiObject.paths ?? {})) delete path?.head;
      return document.openapiObject;
    },
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: PAGE_POLICY,
    theme: { title: 'Loadline reference server' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'none', tryItOutEnabled: true, validatorUrl: null },
  });
  app.addHook('onReady', async () => {
    const stray = [...operations.keys()].filter((name) => {
      const [method = '', url = ''] = name.split(' ');
      return !app.hasRoute({ method, url });
    });
    if (stray.length > 0) throw new TypeError(`described, and no route: ${stray.join(', ')}`);
  });
  app.get('/openapi.json', { schema: HIDDEN }, () => app.swagger());
}

const HIDDEN: FastifySchema = { hide: true };

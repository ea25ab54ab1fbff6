/** A route as the server's own API document tells of it. */
export interface ApiOperation {
  /** `GET /api/users/{id}` */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  /** The part of the server that it belongs to: a domain, `performance`, `lab` or `pages`. */
  readonly tag: string;
  /** An address of it that is answered, where it is a read. */
  readonly url: string;
  /** Names of what its query string may say. */
  readonly query: readonly string[];
  readonly headers: readonly string[];
  readonly hasBody: boolean;
  /** Refusals that it may answer with: `400 INVALID_CURSOR`. */
  readonly refusals: ReadonlySet<string>;
  readonly needs: 'nothing' | 'token' | 'lab key';
}

interface Described {
  readonly tags?: readonly string[];
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

/** What stands in paths and must stand in query strings: of things that are there. */
const VALUES: Readonly<Record<string, string>> = {
  id: '1',
  type: 'dxp-tools',
  domain: 'content',
  userId: '1',
  workspaceId: '1',
  name: 'status.css',
};

export const DOMAINS = ['users', 'workspace', 'audit', 'learning', 'opal'] as const;

/** All routes of a running server, from GET /openapi.json: a route that is added is among them. */
export async function apiOperations(serverUrl: string): Promise<readonly ApiOperation[]> {
  const { paths } = (await (await fetch(`${serverUrl}/openapi.json`)).json()) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(method.toUpperCase(), path, described)),
  );
}

function operation(method: string, path: string, described: Described): ApiOperation {
  const { tags: [tag = ''] = [], security = [], parameters = [], requestBody, responses } = described;
  const inQuery = parameters.filter((one) => one.in === 'query');
  const needed = inQuery.filter(({ required }) => required === true).map(({ name }) => `${name}=${exampleOf(name)}`);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => exampleOf(name));
  const schemes = security.flatMap(Object.keys);
  return {
    name: `${method} ${path}`,
    method,
    path,
    tag,
    url: needed.length === 0 ? filled : `${filled}?${needed.join('&')}`,
    query: inQuery.map(({ name }) => name),
    headers: parameters.filter((one) => one.in === 'header').map(({ name }) => name),
    refusals: new Set(
      Object.entries(responses).flatMap(([status, { description }]) => refusalsOf(status, description)),
    ),
    hasBody: requestBody !== undefined,
    needs: schemes.includes('bearer') ? 'token' : schemes.includes('labKey') ? 'lab key' : 'nothing',
  };
}

function refusalsOf(status: string, description: string): readonly string[] {
  return Number(status) < 400 ? [] : description.split(', ').map((code) => `${status} ${code}`);
}

function exampleOf(name: string): string {
  const value = VALUES[name];
  if (value === undefined) throw new RangeError(`no value for ${name}: name one that is there`);
  return value;
}

import type { Role } from '../authentication.ts';

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. `{ $ref: 'Error#' }`: one of the shared schemas. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * What the API document tells of a route. It is description and nothing else: routes check what they are sent by themselves, and
 * nothing is validated or serialised by it.
 */
export interface RouteDescription {
  readonly summary: string;
  readonly description?: string;
  /** Whose token it wants; left out: nobody's. */
  readonly role?: Role;
  /** It wants the lab's key, and a caller on this machine. */
  readonly isLab?: boolean;
  /** Of the path, by name. */
  readonly params?: Readonly<Record<string, JsonSchema>>;
  readonly query?: Readonly<Record<string, JsonSchema>>;
  /** Names of those that must be there. */
  readonly requiredQuery?: readonly string[];
  readonly headers?: Readonly<Record<string, JsonSchema>>;
  readonly body?: JsonSchema;
  /** By status: those that are no error. */
  readonly answers: Readonly<Record<number, AnswerDescription>>;
  /** Codes of its own errors, with their status; those of every route, of a body and of a token come by themselves. */
  readonly errors?: Readonly<Record<string, number>>;
}

export interface AnswerDescription {
  readonly description: string;
  /** By media type; left out: there is no body. */
  readonly content?: Readonly<Record<string, JsonSchema>>;
}

/** The routes of one part of the server, by method and path: `GET /api/users/:id`. */
export interface ApiDescription {
  readonly tag: string;
  readonly description: string;
  readonly routes: Readonly<Record<string, RouteDescription>>;
  /** They wait for their turn, and ask the database: they can fail as all of these can. */
  readonly isDomain?: true;
}

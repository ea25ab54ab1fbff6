/** What one iteration does: a request and at most one more that follows from its answer. */
export interface Visit<Route extends string = string> {
  /** Name under which its requests are counted. */
  readonly route: Route;
  /** Path and query. */
  readonly path: string;
  /** Of a POST. */
  readonly body: string | null;
  readonly acceptEncoding: string;
  /** `reload`: the same again with If-None-Match; `next page`: the page after it, where there is one. */
  readonly next: 'nothing' | 'reload' | 'next page';
  /** It is answered to holders of a token only. */
  readonly needsToken?: true;
}

/** The visits of a trace by their number, from 0. */
export type Trace<Route extends string = string> = (iteration: number) => Visit<Route>;

/** Chromium and Firefox; Safari; feed readers, scripts and other simple clients. */
export const encodings: readonly (readonly [percent: number, header: string])[] = [
  [70, 'gzip, deflate, br, zstd'],
  [20, 'gzip, deflate, br'],
  [10, 'gzip'],
];

/** Of single reads. */
export const reloadShare = 0.25;
/** Of lists. */
export const nextPageShare = 0.3;

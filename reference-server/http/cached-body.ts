/** A finished response body: its bytes, and beside them what was made of them once. */
export interface CachedBody {
  readonly identity: Buffer;
  /** Weak, the same for every encoding. */
  readonly etag: string;
}

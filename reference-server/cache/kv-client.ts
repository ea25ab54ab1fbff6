/**
 * The second tier as the cache sees it: a remote store of bytes. Every call may reject and every call ends within the
 * client's deadline; the cache turns a rejection into a miss and never hands it to its caller.
 */
export interface KvClient {
  /** False while the store cannot be reached: the cache then leaves it alone. */
  readonly isReady: boolean;
  get(key: string): Promise<Buffer | null>;
  set(key: string, value: Buffer, ttlSeconds: number): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Keys that match a glob (`*` stands for any run of characters), in pages; a key may come twice. */
  scan(pattern: string): AsyncIterable<readonly string[]>;
  /** Resolves when the store answers. */
  ping(): Promise<void>;
  /** Calls `listener` each time the store becomes reachable. */
  onReady(listener: () => void): void;
  /** Commands sent since start. */
  getCommandCount(): number;
  /** The same by the command's name. */
  getCommandCounts(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

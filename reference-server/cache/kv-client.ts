/**
 * The second tier as the cache sees it: a remote store of bytes. Every call may reject and every call ends within the
 * client's deadline; the cache turns a rejection into a miss and never hands it to its caller.
 */
export interface KvClient {
  /** False while the store cannot be reached: the cache then leaves it alone. */
  readonly isReady: boolean;
  get(key: string): Promise<Buffer | null>;
  /** In the order of the keys, by one command. */
  getMany(keys: readonly string[]): Promise<readonly (Buffer | null)[]>;
  set(key: string, value: Buffer, ttlSeconds: number): Promise<void>;
  /** Sets a key that is absent. True: it was, and is ours. */
  claim(key: string, value: string, ttlMs: number): Promise<boolean>;
  /** Deletes a key if it still holds the value that it was claimed with. */
  release(key: string, value: string): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
  /** Keys that match a glob (`*` stands for any run of characters), in pages; a key may come twice. */
  scan(pattern: string): AsyncIterable<readonly string[]>;
  /** Hands a message to whoever listens to the channel now. */
  publish(channel: string, message: string): Promise<void>;
  subscribe(channel: string, subscriber: KvSubscriber): KvSubscription;
  /** Tells of keys with this prefix that others change. */
  track(prefix: string, tracker: KvTracker): KvSubscription;
  /** Changes a key that is not there, and leaves it so: all others who track it are told, and maybe he who does so. */
  touch(key: string): Promise<void>;
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

/** Who listens to a channel. */
export interface KvSubscriber {
  onMessage(message: string): void;
  /** It listens from now on: whatever was said before, it has missed. Called at first and after every loss of the connection. */
  onListening(): void;
}

/** Who tracks keys. */
export interface KvTracker {
  /** Keys, without the prefix, that were set, deleted or have expired; those of one moment come together, in any order. */
  onChanged(keys: readonly string[]): void;
  /** It is told from now on: whatever changed before, it has missed. Called at first, and after every loss of a connection or of all keys. */
  onListening(): void;
}

export interface KvSubscription {
  close(): void;
}

/** Whether a call was rejected because no answer came in time; ioredis says so in its words alone. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('Command timed out');
}

/** Counts what is under way, for whoever wants to end without cutting it off. */
export class UnderWay {
  #count = 0;
  #onIdle: (() => void) | null = null;

  get count(): number {
    return this.#count;
  }

  /** What is returned ends it, once. */
  begin(): () => void {
    this.#count += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.#count -= 1;
      if (this.#count === 0) this.#onIdle?.();
    };
  }

  /** Resolves as soon as nothing is under way, or after so long. For one caller. */
  async idle(mostMs: number): Promise<void> {
    if (this.#count === 0) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onIdle = resolve;
    const timer = setTimeout(resolve, mostMs);
    await promise;
    clearTimeout(timer);
  }
}

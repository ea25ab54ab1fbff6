const EARLY_MS = 20;

/**
 * Calls `task` at each whole second of the clock until it is stopped. A task that takes longer than a second misses
 * the seconds in between; it is never run twice at a time.
 */
export function everySecond(task: (nowMs: number) => Promise<void> | void): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  const schedule = (): void => {
    // A timer can fire a little before its time: what is nearly over is waited for together with the next second.
    const rest = 1000 - (Date.now() % 1000);
    timer = setTimeout(tick, rest < EARLY_MS ? rest + 1000 : rest);
  };
  const tick = (): void => {
    running = (async () => task(Date.now()))().finally(() => {
      if (!isStopped) schedule();
    });
    // The error reaches whoever stops the clock.
    running.catch(() => {});
  };
  schedule();
  return {
    async stop() {
      isStopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}

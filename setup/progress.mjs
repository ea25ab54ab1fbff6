/**
 * Shows the steps at work: a line each, rewritten in place on a terminal; else a plain line whenever a step says
 * something new. A step that says nothing shows nothing.
 */
export class Progress {
  /** @type {Map<string, { text: string, since: number }>} */
  #steps = new Map();
  #drawn = 0;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /** @param {Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>} out */
  constructor(out, isLive = out.isTTY === true && !process.env.CI) {
    this.out = out;
    this.isLive = isLive;
  }

  /**
   * The step has begun something that takes time.
   * @param {string} step
   * @param {string} text
   */
  say(step, text) {
    this.#steps.set(step, { text, since: this.#steps.get(step)?.since ?? Date.now() });
    if (!this.isLive) this.out.write(`set-up: ${step}: ${text}\n`);
    else {
      this.#timer ??= setInterval(() => this.#draw(), 100).unref();
      this.#draw();
    }
  }

  /**
   * The step is done; what it had said turns into a line that stays.
   * @param {string} step
   * @param {string} result
   */
  done(step, result) {
    const begun = this.#steps.get(step);
    if (begun === undefined) return;
    this.#steps.delete(step);
    this.note(`${step}: ${result} (${seconds(begun.since)})`);
  }

  /**
   * A line that stays.
   * @param {string} text
   */
  note(text) {
    this.#clear();
    this.out.write(`set-up: ${text}\n`);
    if (this.isLive) this.#draw();
  }

  /** Takes the live lines away. */
  end() {
    clearInterval(this.#timer);
    this.#clear();
    this.#steps.clear();
  }

  #draw() {
    this.#clear();
    const width = (this.out.columns || 80) - 1;
    for (const [step, { text, since }] of this.#steps) {
      this.out.write(`${`  ${step}: ${text} … ${seconds(since)}`.slice(0, width)}\n`);
      this.#drawn += 1;
    }
  }

  #clear() {
    if (this.#drawn > 0) this.out.write(`\x1b[${this.#drawn}A\x1b[J`);
    this.#drawn = 0;
  }
}

/** @param {number} since */
function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

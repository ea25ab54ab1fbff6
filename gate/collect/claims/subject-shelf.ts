import type { LoadContrast } from '../../core/model/claim.ts';
import type { SideServices } from '../compare/side-services.ts';
import type { Guardian } from '../guardian.ts';
import { type ClaimSubject, startClaimSubject } from './claim-subject.ts';
import type { ClaimsCollectPlan } from './claims-plan.ts';
import type { ContrastSubjects } from './measure-contrast.ts';

type Env = Readonly<Record<string, string>>;

/** The subjects of contrasts: contrasts with the same variables share one start, and at most those of one contrast run. */
export class SubjectShelf {
  readonly #plan: ClaimsCollectPlan;
  readonly #how: { readonly services: SideServices | null; readonly guardian: Guardian; readonly signal: AbortSignal };
  #key: string | null = null;
  #subjects: readonly ClaimSubject[] = [];
  #facts: Env | null = null;

  constructor(
    plan: ClaimsCollectPlan,
    how: { readonly services: SideServices | null; readonly guardian: Guardian; readonly signal: AbortSignal },
  ) {
    this.#plan = plan;
    this.#how = how;
  }

  /** Contrasts with the same key are served by the same subjects. */
  static keyOf({ env, with: withIt, without }: LoadContrast): string {
    return JSON.stringify([env ?? {}, withIt.env ?? {}, without.env ?? {}]);
  }

  /** What all subjects said of themselves alike: not the settings of one. */
  get facts(): Env {
    return this.#facts ?? {};
  }

  /** Those of a contrast, started where they do not run yet. Throws GateError as `startSubject`. */
  async take(contrast: LoadContrast): Promise<ContrastSubjects> {
    const key = SubjectShelf.keyOf(contrast);
    if (key !== this.#key) {
      await this.empty();
      await this.#start(contrast);
      this.#key = key;
    }
    const [first, second = first] = this.#subjects;
    if (first === undefined || second === undefined) throw new TypeError('a contrast has a subject');
    return { without: first, with: second };
  }

  async empty(): Promise<void> {
    const subjects = this.#subjects;
    this.#subjects = [];
    this.#key = null;
    await Promise.all(subjects.map((subject) => subject.stop()));
  }

  async #start(contrast: LoadContrast): Promise<void> {
    const { services, guardian, signal } = this.#how;
    const start = async (side: string, own: Env, variables: Env = {}) => {
      const env = { ...variables, ...contrast.env, ...own };
      const subject = await startClaimSubject(this.#plan, { side, env, guardian, signal });
      this.#subjects = [...this.#subjects, subject];
      this.#facts = this.#facts === null ? subject.facts : inBoth(this.#facts, subject.facts);
    };
    const { with: withIt, without } = contrast;
    const areTwo = withIt.env !== undefined || without.env !== undefined;
    try {
      await start('without', without.env ?? {}, services?.variables.baseline);
      if (areTwo) await start('with', withIt.env ?? {}, services?.variables.candidate);
    } catch (cause) {
      await this.empty();
      throw cause;
    }
  }
}

function inBoth(one: Env, other: Env): Env {
  return Object.fromEntries(Object.entries(one).filter(([name, value]) => other[name] === value));
}

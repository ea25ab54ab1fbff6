/** What the command line sets: `RATE`, `DURATION`, … as plain numbers, times in seconds. */
export interface Settings {
  readonly baseUrl: string;
  /** Visits per second; what a scenario makes of it stands there. */
  readonly rate: number;
  /** Length of the judged part. */
  readonly durationSeconds: number;
  /** Before it, at the first rate. */
  readonly warmUpSeconds: number;
  /** Stages of a scenario that climbs. */
  readonly steps: number;
  readonly seed: number;
  readonly users: number;
  readonly posts: number;
  readonly learners: number;
  readonly mappings: number;
  readonly tasks: number;
  readonly organizations: number;
  /** Opens the lab of the server, which gives out tokens; empty: not known. */
  readonly labKey: string;
}

/**
 * Reads `__ENV`. loadline.config.ts has the numbers of each scenario; those here are for a look by hand, on a server that
 * was started as it is. Throws, which ends k6 before anything is sent, on anything else than a whole number.
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const whole = (name: string, otherwise: number, least: number): number => {
    const given = variables[name];
    if (given === undefined || given === '') return otherwise;
    const number = Number(given);
    if (Number.isInteger(number) && number >= least) return number;
    throw new RangeError(`${name} must be a whole number from ${least} on, not "${given}"`);
  };
  return {
    baseUrl: (variables.BASE_URL || 'http://127.0.0.1:3000').replace(/\/+$/, ''),
    rate: whole('RATE', 100, 1),
    durationSeconds: whole('DURATION', 30, 1),
    warmUpSeconds: whole('WARM_UP', 0, 0),
    steps: whole('STEPS', 3, 1),
    seed: whole('SEED', 1, 0),
    users: whole('USERS', 100_000, 1),
    posts: whole('POSTS', 1_000_000, 1),
    learners: whole('LEARNERS', 2_000, 1),
    mappings: whole('MAPPINGS', 600, 1),
    tasks: whole('TASKS', 200_000, 1),
    organizations: whole('ORGANIZATIONS', 1_000, 1),
    labKey: variables.LAB_KEY ?? '',
  };
}

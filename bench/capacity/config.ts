/** Environment of the reference server that the shots are fired at: ours, and any free port. */
export function serverEnvironment(): Readonly<Record<string, string | undefined>> {
  return { ...process.env, PORT: '0' };
}

/** LOADLINE_TURNS: the suite is compared with another, and they take turns. */
export const isTakingTurns = process.env.LOADLINE_TURNS === '1';

const LAB_KEY = 'exports';

/** What the bench takes from its environment, and the servers it starts beside that. */
export const config = Object.freeze({
  databaseUrl: process.env.DATABASE_URL,
  labKey: LAB_KEY,
  serverEnvironment: (databaseUrl: string): NodeJS.ProcessEnv => ({
    ...process.env,
    DATABASE_URL: databaseUrl,
    PORT: '0',
    LAB_KEY,
    LOG_LEVEL: 'warn',
  }),
});

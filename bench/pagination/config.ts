const LAB_KEY = 'pagination';

/** What the bench gives the server that it starts. */
export const config = Object.freeze({
  labKey: LAB_KEY,
  serverEnvironment: { ...process.env, PORT: '0', LAB_KEY, LOG_LEVEL: 'warn' },
});

/** The environment of the reference server: ours, a free port, and the lab as `npm start` has it: there, and off. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PORT: '0', LAB_KEY: 'http-cpu' };
}

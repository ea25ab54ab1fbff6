/** What this benchmark takes from its environment. */
export const config = Object.freeze({ k6: process.env.K6_BIN ?? 'k6', path: process.env.PATH ?? '' });

import { defineConfig } from 'vitest/config';

/** Tests stand beside the code they test; those of the whole (walls, errors, commands) stand in tests/. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', '.loadline/**', 'dist/**', '.tsbuild/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    passWithNoTests: false,
  },
});

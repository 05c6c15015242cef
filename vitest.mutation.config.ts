import { defineConfig } from 'vitest/config';

// What mutation testing runs: the tests beside the pure decision modules, and nothing slow.
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    include: ['packages/core/src/engine/**/*.test.ts'],
    testTimeout: 20_000,
    // Pure tests share nothing: one worker serves all of them, for each of the changes.
    isolate: false,
  },
});

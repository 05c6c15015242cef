import { configDefaults, defineConfig } from 'vitest/config';

const simulation = 'test/simulation/simulation.test.ts';

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    testTimeout: 60_000,
    // One fewer than there are cores would be one on a machine of two; half of the tests wait for processes.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // What stands beside its file shares nothing with others: one process loads the modules once for all of them.
        test: { name: 'units', include: ['packages/*/src/**/*.test.ts'], isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, simulation],
        },
      },
      {
        extends: true,
        // The seeds take both cores: they come last, and alone.
        test: { name: 'simulation', include: [simulation], sequence: { groupOrder: 1 } },
      },
    ],
  },
});

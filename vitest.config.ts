import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.ts', 'test/soak/*.test.ts'],
          environment: 'node',
          // Tests that read whole folders of real sessions take longer than a plain unit test.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'webview',
          include: ['test/webview/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Each file opens a browser of its own; more than one at a time only makes them wait for each other.
          fileParallelism: false,
        },
      },
    ],
  },
});

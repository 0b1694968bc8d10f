import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These want a Chromium, which npm does not bring: `npm run test:browser`.
    // And these the shells, systemd and cron: `npm run test:tools`.
    exclude: ['test/browser/**', 'test/tools/**'],
    environment: 'node',
    pool: 'forks',
    // Much of a test's time is other programs' start and servers' answers: a worker for each core, and one while these wait.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
  },
});

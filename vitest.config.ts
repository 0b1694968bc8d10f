import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // These want a Chromium, which npm does not bring: `npm run test:browser`.
    // And these the shells, systemd and cron: `npm run test:tools`.
    exclude: ['test/browser/**', 'test/tools/**'],
    environment: 'node',
    pool: 'forks',
    // Most of a test's time is other programs' start and servers' answers, so each core takes a worker.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
  },
});

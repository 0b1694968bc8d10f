import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/tools/**/*.test.ts'], environment: 'node', pool: 'forks', testTimeout: 60_000 },
});

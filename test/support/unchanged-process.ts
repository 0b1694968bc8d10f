import { afterAll, expect } from 'vitest';

// Set up before each file of those that share a process: none may leave it other than it was, for the next one to find.

const before = seen();

afterAll(() => {
  expect(seen(), 'what changes its process has one of its own: see vitest.config.ts').toEqual(before);
});

function seen() {
  // Set for good by our own client when it first loads the library of sf.
  const { SF_DISABLE_LOG_FILE: _, ...env } = process.env;
  return { env, folder: process.cwd(), mask: process.umask() };
}

import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const tests = 'test/**/*.test.ts';

// These want a Chromium, which npm does not bring: `npm run test:browser`.
// And these the shells, systemd and cron: `npm run test:tools`.
const elsewhere = ['test/browser/**', 'test/tools/**'];

// What changes the environment of its process, counts on what its process says once, or measures it has a process of its own.
const apart = [
  'test/clients/source-deploy-retrieve.test.ts',
  'test/force-app/convert.test.ts',
  'test/heap/s3-export.test.ts',
  'test/journeys/init.test.ts',
  'test/journeys/s3-source.test.ts',
  'test/journeys/sign-in.test.ts',
  'test/local-org/http/security-forms.test.ts',
  'test/local-org/metadata/clients.test.ts',
  'test/salesforce/alias.test.ts',
  'test/salesforce/bulk.test.ts',
  'test/salesforce/no-keychain.test.ts',
  'test/salesforce/sf-login.test.ts',
];

// These play whole stories, which takes long however short the file is.
const stories = /\/test\/(?:journeys|clients)\/|\/random-life\./;

/** What takes longest begins first, so that no core is left with one long file at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const isStory = ({ moduleId }: TestSpecification) => stories.test(moduleId);
    return [...bySize.filter(isStory), ...bySize.filter((file) => !isStory(file))];
  }
}

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
    // Much of a test's time is other programs' start and servers' answers: a worker for each core, and one while these wait.
    maxWorkers: availableParallelism() + 1,
    // What a program that is started compiled, the next one of its kind need not: a third of its start.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    sequence: { sequencer: LongestFirst },
    projects: [
      { extends: true, test: { name: 'apart', include: apart } },
      {
        extends: true,
        test: {
          name: 'together',
          include: [tests],
          exclude: [...elsewhere, ...apart],
          // Half of a short test's time went into loading what the file before it had loaded.
          isolate: false,
          setupFiles: ['test/support/unchanged-process.ts'],
        },
      },
    ],
  },
});

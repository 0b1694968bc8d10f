import { expect, test } from 'vitest';
import { coverage } from '../../../src/local-org/http/coverage.ts';
import { startLocalOrg } from '../../../src/local-org/index.ts';

test('the table of coverage names exactly the routes that are served', async () => {
  const org = await startLocalOrg();
  await org.close();
  const served = org.routes.map(({ method, path }) => `${method} ${path}`).sort();
  expect(coverage.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(served);
});

test('each route names the page that describes it', () => {
  for (const { page } of coverage) expect(page).toMatch(/^https:\/\/(developer|help)\.salesforce\.com\//);
});

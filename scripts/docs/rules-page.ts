import { readdirSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { link, table } from './markdown.ts';
import { type Rule, takeRules } from './record-cases.ts';

const folder = join(import.meta.dirname, '../../test/contract');

const introduction = `# The rules of Salesforce that the local org keeps

<!-- Made by scripts/make-coverage.ts from test/contract; not to be edited by hand. -->

Each line is something that we believe of Salesforce, and a test that asks the local org, or any real org, whether it
is so. How sure we are:

- **documented**: a page of Salesforce's own documentation says it.
- **observed**: clients in wide use, or answers that others recorded, show it.
- **background knowledge**: common knowledge of the trade, for which no page was found. The first to look at when a real
  org answers otherwise: \`HEAP_SF_TEST_ORG=<alias> npm test -- test/contract\` puts the questions to it.
`;

/** Nothing is asked while the cases are read, so that whatever they take from the test runner may be anything. */
const anything = `const anything = new Proxy(function () {}, { get: (_, name) => (name === Symbol.toPrimitive ? () => '' : anything), apply: () => anything });
export const expect = anything, test = anything, it = anything, describe = anything, vi = anything;
export const beforeAll = anything, afterAll = anything, beforeEach = anything, afterEach = anything;`;

const standIns: Readonly<Record<string, string>> = {
  vitest: `data:text/javascript,${encodeURIComponent(anything)}`,
  './case.ts': pathToFileURL(join(import.meta.dirname, 'record-cases.ts')).href,
};

async function rulesOf(file: string): Promise<readonly Rule[]> {
  await import(pathToFileURL(join(folder, file)).href);
  return takeRules();
}

const documented = /^https:\/\/(?:developer|help|www)\.salesforce\.com\//;

function sureness(source: string): string {
  if (!source.startsWith('https://')) return source;
  return documented.test(source) ? link('documented', source) : link('observed', source);
}

const titleOf = (file: string): string => {
  const words = file.replace('.test.ts', '').replaceAll('-', ' ');
  return `${words[0]!.toUpperCase()}${words.slice(1)}`;
};

/** The page that shows every rule that a contract test asks for, grouped by subject, and how sure we are of each. */
export async function rulesPage(): Promise<string> {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const standIn = context.parentURL?.includes('/test/contract/') === true ? standIns[specifier] : undefined;
      return standIn === undefined ? next(specifier, context) : { url: standIn, shortCircuit: true };
    },
  });
  const sections: string[] = [];
  for (const file of readdirSync(folder).sort()) {
    if (!file.endsWith('.test.ts')) continue;
    const rules = await rulesOf(file);
    if (rules.length === 0) continue;
    const rows = rules.map(({ belief, source }) => [belief, sureness(source)]);
    sections.push(`## ${titleOf(file)}\n\n${table(['rule', 'how sure'], rows)}`);
  }
  hooks.deregister();
  return `${[introduction.trimEnd(), ...sections].join('\n\n')}\n`;
}

import { callCoverage, coverage } from '../../src/local-org/http/coverage.ts';
import { notOffered } from '../../src/local-org/http/coverage-notes.ts';
import { link, table } from './markdown.ts';

const introduction = `# What the local org serves

<!-- Made by scripts/make-coverage.ts from src/local-org/http/coverage.ts; not to be edited by hand. -->

The local org is a stand-in for Salesforce that runs on your own machine, so that a client can be tried and tested
without an org. It answers the addresses below as Salesforce's documentation says it does, and it is strict where
Salesforce is strict: access to objects and fields, types and lengths, required and unique fields, limits and errors.
The rules it keeps, and how sure we are of each, are listed in [local-org-rules.md](local-org-rules.md).

It is not Salesforce. It has the objects for accounts, contacts, users and access, and the custom ones that you deploy;
it runs no Apex, no flows, no triggers, and has no pages to look at but those to log in and to install a package. What is not listed here is answered as Salesforce
answers an address that it does not know, with 404 and NOT_FOUND, and a SOAP call with a fault. REST speaks JSON, and
never XML.

**whole**: all that the page describes, for the objects that are there. Anything else names the part that is served.
`;

type Row = Readonly<Record<'page', string>> & {
  readonly coverage: { readonly kind: 'whole' } | { readonly kind: 'part'; readonly served: string };
};

const state = ({ coverage: one }: Row): string => (one.kind === 'whole' ? '**whole**' : one.served);

/** The page that shows every route and call: grouped by API, each with its page and how much of it is served. */
export function coveragePage(): string {
  const apis = [...new Set(coverage.map(({ api }) => api))];
  const sections = apis.map((api) => {
    const routes = coverage.filter((route) => route.api === api);
    const calls = callCoverage.filter((call) => call.api === api);
    return [
      `## ${api}`,
      table(
        ['route', 'served'],
        routes.map((route) => [link(`${route.method} ${route.path}`, route.page), state(route)]),
      ),
      ...(calls.length === 0
        ? []
        : [
            table(
              ['call', 'served'],
              calls.map((call) => [link(call.call, call.page), state(call)]),
            ),
          ]),
    ].join('\n\n');
  });
  const missing = [
    '## Not offered',
    'Among what Salesforce offers beside, and what clients may look for:',
    table(
      ['what', 'for instance'],
      notOffered.map(({ what, path, page }) => [link(what, page), `\`${path}\``]),
    ),
  ].join('\n\n');
  return `${[introduction.trimEnd(), ...sections, missing].join('\n\n')}\n`;
}

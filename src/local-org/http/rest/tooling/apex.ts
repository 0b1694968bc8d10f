import { ApiError } from '../../../engine/api-error.ts';
import { executeAnonymous } from '../../apex.ts';
import { type Answer, type Ask, isObject, ok, type RestRoute } from '../route.ts';

const toolingPage = (page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/${page}.htm`;
const page = toolingPage('intro_rest_resources');
const testPage = toolingPage('intro_rest_resources_testing_runner_sync');

/** What tools ask about Apex, of which there is none here. */
export const apexRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: 'tooling/executeAnonymous',
    page,
    answer: ({ query }) => ok(executeAnonymous(query['anonymousBody'] ?? '')),
  },
  { method: 'GET', path: 'tooling/completions', page, answer: completions },
  { method: 'POST', path: 'tooling/runTestsSynchronous', page: testPage, answer: runTests },
  { method: 'POST', path: 'tooling/runTestsAsynchronous', page: testPage, answer: runTests },
];

function completions({ query }: Ask): Answer {
  const type = query['type'] ?? '';
  if (type === 'apex' || type === 'visualforce') return ok({ publicDeclarations: {} });
  throw new ApiError(400, 'INVALID_INPUT', `Invalid completions type: ${type}`);
}

/**
 * Every class that is named is unknown; without a name there is nothing to run.
 * Observed: the words in the tests of https://github.com/salesforcecli/plugin-apex
 */
function runTests({ body }: Ask): Answer {
  const named = isObject(body) ? classNames(body) : [];
  if (named.length > 0) {
    const message = `This class name's value is invalid: ${named[0]}. Provide the name of an Apex class that has test methods.`;
    throw new ApiError(400, 'INVALID_INPUT', message);
  }
  throw new ApiError(400, 'INVALID_INPUT', 'Always provide a classes, suites, tests, or testLevel property.');
}

function classNames({ tests, classNames: names, classids }: Readonly<Record<string, unknown>>): readonly string[] {
  const listed = Array.isArray(tests)
    ? tests.filter(isObject).map((test) => String(test['className'] ?? test['classId']))
    : [];
  const written = [names, classids].filter((text) => typeof text === 'string').flatMap((text) => text.split(','));
  return [...listed, ...written.map((name) => name.trim()).filter((name) => name !== '')];
}

import { ApiError } from '../../engine/api-error.ts';
import { notThere } from '../versions.ts';
import { ok, type RestRoute } from './route.ts';

const page = 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/intro_rest_resources.htm';

/**
 * The objects that tools look at. An org without source tracking has no SourceMember, and clients take
 * the refusal of its describe as just that.
 */
export const toolingRoutes: readonly RestRoute[] = [
  {
    method: 'GET',
    path: 'tooling/sobjects',
    page,
    answer: ({ entry }) => ok(entry.session.describeGlobal(entry.apiVersion)),
  },
  {
    method: 'GET',
    path: 'tooling/sobjects/:object/describe',
    page,
    answer: ({ entry, params }) => {
      try {
        return ok(entry.session.describe(params['object'] ?? '', entry.apiVersion));
      } catch (error) {
        throw error instanceof ApiError && error.code === 'INVALID_TYPE' ? notThere() : error;
      }
    },
  },
];

import { type Answer, type Ask, isObject, objectBody, ok, type RestRoute, restPage } from '../route.ts';

const rulesPage = restPage('resources_process_rules');
const approvalsPage = restPage('resources_process_approvals');

/** Workflow rules and approval processes: none are kept, so that nothing is triggered and nothing can be submitted. */
export const processRoutes: readonly RestRoute[] = [
  { method: 'GET', path: 'process/rules', page: rulesPage, answer: () => ok({ rules: {} }) },
  { method: 'POST', path: 'process/rules', page: rulesPage, answer: () => ok({ errors: null, success: true }) },
  { method: 'GET', path: 'process/approvals', page: approvalsPage, answer: () => ok({ approvals: {} }) },
  { method: 'POST', path: 'process/approvals', page: approvalsPage, answer: submit },
];

/** The refusal of an org in which no process applies. Not documented; believed. */
function submit(ask: Ask): Answer {
  const { requests } = objectBody(ask.body);
  const error = {
    fields: [],
    message: 'No applicable approval process was found.',
    statusCode: 'NO_APPLICABLE_PROCESS',
  };
  const refused = (Array.isArray(requests) ? requests.filter(isObject) : []).map(({ contextId }) => ({
    actorIds: null,
    entityId: contextId ?? null,
    errors: [error],
    instanceId: null,
    instanceStatus: null,
    newWorkitemIds: null,
    success: false,
  }));
  return { status: 400, body: refused };
}

import type { Trouble } from '../base/errors.ts';

/**
 * What to do about a refusal: try the same again at once, try that row again alone, wait for an allocation to free up,
 * sign in anew, or give up because the same request would be refused again.
 */
type Advice = 'retry-now' | 'retry-row' | 'wait' | 'sign-in' | 'give-up';

export interface RefusalRule {
  readonly advice: Advice;
  readonly trouble: Trouble;
  /** What a person can do, as one step. */
  readonly action: string;
  /** What comes before signing in again, where that alone would not help. */
  readonly before?: string;
}

/** It cannot answer now. Whoever tries again later, as the schedule does, may find it well: no refusal does that. */
const busy: RefusalRule = {
  advice: 'retry-now',
  trouble: 'unreachable',
  action: 'Try again in a few minutes; https://status.salesforce.com tells whether Salesforce is in trouble.',
};
const limit: RefusalRule = {
  advice: 'wait',
  trouble: 'limit',
  action: "Wait until the org's allocation frees up, or have it raised; Setup, Company Information shows what is used.",
};
const signIn: RefusalRule = { advice: 'sign-in', trouble: 'signed-out', action: 'Sign in to the org again.' };
/** https://help.salesforce.com/s/articleView?id=005132365 */
const appNotInstalled: RefusalRule = {
  ...signIn,
  before:
    'Have an admin install the app in the org: Setup, Connected Apps OAuth Usage (or External Client App Manager); without that only who holds Approve Uninstalled Connected Apps may use it.',
};
/** https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_request_manage.htm */
const grantEnded: RefusalRule = {
  ...signIn,
  before:
    'Know why: the token was revoked, has expired, or was replaced: a user may have five sign-ins by one app, and a sixth ends the oldest without a word.',
};
const appNotApproved: RefusalRule = {
  ...signIn,
  before:
    "Have an admin approve the user for the app: in the app's policies, add a permission set or profile that the user has.",
};
const access: RefusalRule = {
  advice: 'give-up',
  trouble: 'permission',
  action: 'Have an admin assign the permission sets Heap_Connecting_User and Heap_Usage_Sync to the connecting user.',
};
const locked: RefusalRule = {
  advice: 'retry-row',
  trouble: 'refused',
  action: 'Send the row again; another change held its record or its parent.',
};
const value: RefusalRule = {
  advice: 'give-up',
  trouble: 'refused',
  action: 'Correct the value, or the rule in the org that refuses it, and send the row again.',
};
const schema: RefusalRule = {
  advice: 'give-up',
  trouble: 'refused',
  action: 'Check that the object and its fields exist and that the connecting user may see them: heap-sf metrics plan.',
};
const ours: RefusalRule = {
  advice: 'give-up',
  trouble: 'refused',
  action: 'The request itself is off; run again with --json and report what it says.',
};
const gone: RefusalRule = {
  advice: 'give-up',
  trouble: 'refused',
  action: 'The record is no longer in the org; leave it out, or restore it from the Recycle Bin.',
};

/**
 * Salesforce's error codes, as REST, SOAP, collections and Bulk give them.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_calls_concepts_core_data_objects.htm
 * https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm
 */
export const rulesByCode: Readonly<Record<string, RefusalRule>> = {
  // The session or login.
  INVALID_SESSION_ID: signIn,
  INVALID_AUTH_HEADER: signIn,
  INVALID_LOGIN: signIn,
  INVALID_GRANT: grantEnded,
  INVALID_CLIENT: appNotInstalled,
  INVALID_CLIENT_ID: appNotInstalled,
  INVALID_APP_ACCESS: appNotApproved,
  OAUTH_APP_ACCESS_DENIED: appNotApproved,
  OAUTH_APPROVAL_ERROR_GENERIC: appNotInstalled,
  INACTIVE_USER: signIn,
  INACTIVE_ORG: signIn,
  BAD_OAUTH_TOKEN: signIn,
  REFRESHTOKENAUTHERROR: grantEnded,
  JWTAUTHERROR: signIn,
  JWTAUTHERRORS: signIn,
  // What the user may do.
  API_DISABLED_FOR_ORG: {
    ...access,
    action: 'Have an admin enable the API for the user (permission API Enabled), or for the edition of the org.',
  },
  API_CURRENTLY_DISABLED: {
    ...access,
    action:
      'Have an admin give the user the permission API Enabled: heap-sf setup assigns Heap_Connecting_User, which holds it.',
  },
  INSUFFICIENT_ACCESS: access,
  INSUFFICIENT_ACCESS_OR_READONLY: access,
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: access,
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY_ERROR: access,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: access,
  INVALID_FIELD_FOR_INSERT_UPDATE: access,
  FUNCTIONALITY_NOT_ENABLED: access,
  NO_ACCESS: access,
  // Allocations.
  REQUEST_LIMIT_EXCEEDED: limit,
  LIMIT_EXCEEDED: limit,
  EXCEEDED_QUOTA: limit,
  STORAGE_LIMIT_EXCEEDED: { ...limit, action: 'Free up data storage in the org: Setup, Storage Usage.' },
  TXN_SECURITY_METERING_ERROR: limit,
  EXCEEDED_ID_LIMIT: limit,
  NUM_CUSTOM_FIELDS_EXCEEDED: {
    ...limit,
    action: "Delete custom fields of the object that nobody uses; the org's edition sets how many it may have.",
  },
  // For a moment only.
  SERVER_UNAVAILABLE: busy,
  UNKNOWN_EXCEPTION: busy,
  QUERY_TIMEOUT: busy,
  APEX_CURSOR_TIMEOUT: busy,
  INVALIDJOBSTATE: { ...ours, action: 'The job is past that step; ask for its state before going on.' },
  JOB_NOT_COMPLETE: busy,
  CANNOT_EXECUTE_FLOW_TRIGGER: value,
  // Rows that met another change.
  UNABLE_TO_LOCK_ROW: locked,
  ALL_OR_NONE_OPERATION_ROLLED_BACK: locked,
  PROCESSING_HALTED: locked,
  // Rows whose values are refused.
  REQUIRED_FIELD_MISSING: value,
  STRING_TOO_LONG: value,
  NUMBER_OUTSIDE_VALID_RANGE: value,
  INVALID_TYPE_ON_FIELD_IN_RECORD: value,
  INVALID_EMAIL_ADDRESS: value,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: value,
  FIELD_CUSTOM_VALIDATION_EXCEPTION: value,
  FIELD_FILTER_VALIDATION_EXCEPTION: value,
  FIELD_INTEGRITY_EXCEPTION: value,
  DUPLICATE_VALUE: value,
  DUPLICATES_DETECTED: value,
  DUPLICATE_EXTERNAL_ID: value,
  DUPLICATE_DEVELOPER_NAME: value,
  MULTIPLE_CHOICES: value,
  INVALID_CROSS_REFERENCE_KEY: value,
  MALFORMED_ID: value,
  JSON_PARSER_ERROR: ours,
  ENTITY_IS_DELETED: gone,
  ENTITY_IS_LOCKED: locked,
  // Names that the org does not have, or does not show.
  NOT_FOUND: schema,
  // Of a row it also says that a value is not of its field's type; code and status are the same.
  INVALID_FIELD: {
    ...schema,
    action:
      "Check that the value is one of its field's type, and that the field exists and the connecting user may see it: heap-sf metrics plan.",
  },
  INVALID_TYPE: schema,
  INVALIDENTITY: schema,
  INVALIDFIELD: schema,
  INVALID_ID_FIELD: schema,
  INVALIDJOB: schema,
  INVALIDBATCH: schema,
  MALFORMED_QUERY: ours,
  INVALID_QUERY_LOCATOR: { ...ours, advice: 'retry-now', action: 'Start the query again: its cursor is gone.' },
  UNSUPPORTED_API_VERSION: ours,
  METHOD_NOT_ALLOWED: ours,
};

/** For a code that is not in the table, or an answer without one. */
const rulesByStatus: Readonly<Record<number, RefusalRule>> = {
  401: signIn,
  403: access,
  404: schema,
  406: busy,
  408: busy,
  412: busy,
  420: busy,
  429: limit,
  500: busy,
  502: busy,
  503: busy,
  504: busy,
};

/** The rule for an error code; the HTTP status decides when the table does not have the code. */
export function ruleFor(code: string, status?: number): RefusalRule {
  const byCode = rulesByCode[code.toUpperCase()];
  if (byCode) return byCode;
  const statusInCode = /^ERROR_HTTP_(\d{3})$/.exec(code)?.[1];
  return rulesByStatus[statusInCode === undefined ? (status ?? 0) : Number(statusInCode)] ?? ours;
}

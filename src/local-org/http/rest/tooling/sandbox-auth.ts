import { ApiError } from '../../../engine/api-error.ts';
import { sandboxBook } from '../../../engine/sandbox/sandbox-book.ts';
import { issueSignUpCode } from '../../oauth/sign-up-codes.ts';
import { notThere } from '../../versions.ts';
import { type Answer, type Ask, objectBody, ok, type RestRoute } from '../route.ts';

/** The client that `sf` is when it names none. */
const usualClient = 'PlatformCLI';

/**
 * Lets whoever may use the production org into its sandbox: as the user of the same name with the sandbox's behind it.
 * Not documented; Observed: https://github.com/forcedotcom/cli/issues/755 and the client that asks for it,
 * https://github.com/forcedotcom/sfdx-core/blob/main/src/org/org.ts
 */
export const sandboxAuthRoutes: readonly RestRoute[] = [
  {
    method: 'POST',
    path: 'tooling/sandboxAuth',
    page: 'https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_sandboxprocess.htm',
    answer: authorize,
  },
];

function authorize({ entry, origin, body }: Ask): Answer {
  const { engine, session, orgs } = entry;
  if (engine.kind !== 'production') throw notThere();
  const { sandboxName, clientId = usualClient, callbackUrl } = objectBody(body);
  const info = sandboxBook(engine.documents)
    .infos()
    .find((one) => one.sandboxName.toLowerCase() === String(sandboxName).toLowerCase());
  if (info === undefined)
    throw new ApiError(404, 'NOT_FOUND', `There is no sandbox ${String(sandboxName).slice(0, 80)}.`);
  const username = `${session.user.username}.${info.sandboxName.toLowerCase()}`;
  const last = sandboxBook(engine.documents)
    .processes()
    .findLast(({ infoId }) => infoId === info.id);
  const found = orgs.byUsername(username);
  const isReady =
    last?.status === 'Completed' && found?.org.engine.organizationId.startsWith(last.sandboxOrganization ?? '?');
  if (found === undefined || isReady !== true)
    throw new ApiError(400, 'INVALID_STATUS', `The sandbox ${info.sandboxName} is not ready yet.`);
  const authCode = issueSignUpCode(found.org, {
    username,
    clientId: String(clientId),
    redirectUri: String(callbackUrl ?? ''),
  });
  return ok({ authCode, authUserName: username, instanceUrl: origin, loginUrl: origin });
}

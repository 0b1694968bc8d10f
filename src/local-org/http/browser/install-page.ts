import { ApiError } from '../../engine/api-error.ts';
import { checkInstall } from '../../engine/packages/install-checks.ts';
import { type InstallRequest, installedBook, type SecurityType } from '../../engine/packages/installed-packages.ts';
import type { Market, PublishedVersion } from '../../engine/packages/market.ts';
import { shownNumber } from '../../engine/packages/package-records.ts';
import { customProfiles } from '../../engine/packages/profile-access.ts';
import { notFound, requestInstall } from '../../engine/packages/request-install.ts';
import type { Words } from '../oauth/words.ts';
import { type Html, html } from './html.ts';
import { type Page, problem } from './show-page.ts';
import { confirmationField, headerFor, type Visitor } from './visitor.ts';

/** What a form said that could not be followed, and why. */
export interface AskedAgain {
  readonly trouble: string;
  readonly security: SecurityType;
  readonly profiles: readonly string[];
}

/** https://help.salesforce.com/s/articleView?id=xcloud.pkg_subscriber_determine_access.htm */
const accesses: readonly (readonly [SecurityType, string])[] = [
  ['None', 'Install for Admins Only'],
  ['Full', 'Install for All Users'],
  ['Custom', 'Install for Specific Profiles…'],
];

/** Observed: what users say that an org answers whoever may not install. */
const noAccess =
  'You do not have the level of access necessary to perform the operation you requested. Please contact the owner of the record or your administrator if access is necessary.';

const fieldOfProfile = 'profile ';

/** The page on which a version is looked at, and its installation asked for. */
export function installPage(visitor: Visitor, market: Market, versionId: string, again?: AskedAgain): Page {
  const header = headerFor(visitor);
  if (!visitor.session.can('InstallPackaging'))
    return { title: 'Insufficient Privileges', header, body: problem('Insufficient Privileges', noAccess) };
  const published = market.find(versionId);
  if (published === undefined) return { title: 'Install Package', header, body: cannotInstall([notFound]) };
  const { engine } = visitor.org;
  const { package: of, version } = published;
  const present = installedBook(engine).get(of.subscriberPackageId);
  const { errors } = checkInstall(engine, market, published);
  const verb = present === undefined ? 'Install' : 'Upgrade';
  const title = `${verb} ${of.name}`;
  return {
    title,
    header,
    body: html`<h1>${title}</h1>
<dl>
<dt>Version Name</dt><dd>${version.name}</dd>
<dt>Version Number</dt><dd>${shownNumber(version.number)}${version.isReleased ? '' : ' (Beta)'}</dd>
${present === undefined ? undefined : html`<dt>Installed Version</dt><dd>${shownNumber(present.number)}</dd>`}
${of.namespace === null ? undefined : html`<dt>Namespace Prefix</dt><dd>${of.namespace}</dd>`}
</dl>
${version.description === null ? undefined : html`<p>${version.description}</p>`}
${errors.length > 0 ? cannotInstall(errors) : formFor(visitor, published, again, verb)}
${version.installKey === null ? components(published) : undefined}`,
  };
}

const askingOf = ({ org: { engine }, session }: Visitor) => ({ engine, session });

function formFor(visitor: Visitor, { version }: PublishedVersion, again: AskedAgain | undefined, verb: string): Html {
  const { security = 'None', profiles = [], trouble } = again ?? {};
  const checked = (is: boolean): Html | undefined => (is ? html` checked` : undefined);
  const custom = customProfiles(askingOf(visitor)).map(
    (name) =>
      html`<label><input type="checkbox" name="${fieldOfProfile}${name}"${checked(profiles.includes(name))}> ${name}</label>`,
  );
  return html`${trouble === undefined ? undefined : problem(trouble)}
<form method="post" action="/packagingSetupUI/ipLanding.app" autocomplete="off">
${confirmationField(visitor)}<input type="hidden" name="apvId" value="${version.subscriberVersionId}">
${
  version.installKey === null
    ? undefined
    : html`<p><label for="key" class="label">Installation Key</label><input type="password" id="key" name="key" required autocomplete="new-password"></p>`
}
<fieldset><legend>Who gets access</legend>
${accesses.map(
  ([value, label]) =>
    html`<label><input type="radio" name="security" value="${value}"${checked(value === security)}> ${label}</label>`,
)}
<fieldset>${custom.length === 0 ? html`<small>The org has no custom profiles.</small>` : custom}</fieldset>
</fieldset>
<p><label><input type="checkbox" name="acknowledged" required> I acknowledge that I’m installing a Non-Salesforce Application that is not authorized for distribution as part of Salesforce’s AppExchange Partner Program.</label></p>
<button type="submit">${verb}</button>
</form>`;
}

/** Carries out what a form asked for. */
export function installAsked(visitor: Visitor, market: Market, said: Words): InstallRequest | AskedAgain {
  const security = accesses.find(([value]) => value === said['security'])?.[0] ?? 'None';
  const profiles = Object.keys(said)
    .filter((name) => name.startsWith(fieldOfProfile))
    .map((name) => name.slice(fieldOfProfile.length));
  const again = (trouble: string): AskedAgain => ({ trouble, security, profiles });
  if (said['acknowledged'] === undefined) return again('Acknowledge what you are about to install.');
  try {
    return requestInstall(askingOf(visitor), market, {
      SubscriberPackageVersionKey: said['apvId'] ?? '',
      Password: said['key'],
      SecurityType: security,
      UpgradeType: 'mixed-mode',
      NameConflictResolution: 'Block',
      PackageInstallSource: 'U',
      ApexCompileType: 'all',
      EnableRss: false,
      profiles,
    });
  } catch (error) {
    if (error instanceof ApiError) return again(error.message);
    throw error;
  }
}

/** An installation in the visitor's org, by its `0Hf…`. */
export const installOf = ({ org }: Visitor, id: string): InstallRequest | undefined =>
  installedBook(org.engine).install(id);

/** The page that tells how an installation went. */
export function resultPage(visitor: Visitor, market: Market, { versionId, errors }: InstallRequest): Page {
  const name = market.find(versionId)?.package.name ?? versionId;
  const title = `Install ${name}`;
  const header = headerFor(visitor);
  if (errors.length === 0) {
    return {
      title,
      header,
      body: html`<h1>${title}</h1><div class="done" role="status"><p class="label">Installation Complete!</p></div><p><a href="/">Done</a></p>`,
    };
  }
  // Observed: what users report of the mail that a failed installation sends.
  const failed = `Your request to install package "${name}" was unsuccessful. None of the data or setup information in your salesforce.com organization was affected.`;
  return { title, header, body: html`<h1>${title}</h1><p>${failed}</p>${errors.map(problemOf)}` };
}

/** Observed: UnofficialSF/LightningFlowComponents#939, SFDO-Community/declarative-lookup-rollup-summaries#1486 */
const cannotInstall = (errors: readonly string[]): Html => html`<p class="label">This package can’t be installed.</p>
<p>There are problems that prevent this package from being installed.</p>${errors.map(problemOf)}`;

function problemOf(error: string): Html {
  const [title = '', ...details] = error.split(', Details: ');
  return problem(title, ...details);
}

function components({ version }: PublishedVersion): Html {
  const rows = version.members.map(({ type, fullName }) => html`<tr><td>${fullName}</td><td>${type}</td></tr>`);
  return html`<h2>Package Components</h2><table><thead><tr><th>Name</th><th>Type</th></tr></thead><tbody>${rows}</tbody></table>`;
}

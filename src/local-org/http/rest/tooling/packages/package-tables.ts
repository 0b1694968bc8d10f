import { ApiError } from '../../../../engine/api-error.ts';
import { to18 } from '../../../../engine/ids.ts';
import { requestVersion, workRequests } from '../../../../engine/packages/create-version.ts';
import { createPackage, isPackagingHub, updatePackage } from '../../../../engine/packages/hub-packages.ts';
import { checkInstall } from '../../../../engine/packages/install-checks.ts';
import { installedBook } from '../../../../engine/packages/installed-packages.ts';
import { checkKey } from '../../../../engine/packages/market.ts';
import { packageBook } from '../../../../engine/packages/package-records.ts';
import { requestInstall, requestUninstall } from '../../../../engine/packages/request-install.ts';
import { updateVersion } from '../../../../engine/packages/update-version.ts';
import type { Entry } from '../../../door.ts';
import { type ComponentRow, type ComponentTable, toolingTable } from '../components/component-table.ts';
import { packageDefinitions as objects } from './package-definitions.ts';
import { packageForms as forms, readForm } from './package-forms.ts';
import { package2Row, requestErrorRows, requestRow, versionRow } from './package-rows.ts';
import {
  installedRow,
  installRow,
  subscriberPackageRow,
  subscriberVersionRow,
  uninstallErrorRows,
  uninstallRow,
} from './subscriber-rows.ts';

const isIn = ({ engine }: Entry): boolean => isPackagingHub(engine);

/** A hub's book with all requests worked: what is looked at is as far as it can be. */
function bookOf(entry: Entry) {
  workRequests(entry, entry.market);
  return packageBook(entry.engine);
}

/** Everything about second-generation packages that the Tooling API has as rows. */
export const packageTables: readonly ComponentTable[] = [
  toolingTable(objects.package2, {
    isIn,
    rows: (entry) =>
      bookOf(entry)
        .packages()
        .map((one) => package2Row(entry, one)),
    create: ({ entry, row }) => createPackage(entry, readForm(forms.newPackage, 'Package2', row)).id,
    update({ entry, row }, id) {
      const before = packageBook(entry.engine).package(id);
      if (before === undefined) return false;
      updatePackage(entry, before, readForm(forms.packageChanges, 'Package2', row));
      return true;
    },
  }),
  toolingTable(objects.version, {
    isIn,
    parents: { Package2: 'Package2', SubscriberPackageVersion: 'SubscriberPackageVersion' },
    rows: (entry) =>
      bookOf(entry)
        .versions()
        .map((version) => versionRow(entry, version)),
    update({ entry, row }, id) {
      const before = packageBook(entry.engine).version(id);
      if (before === undefined || before.id.slice(0, 15) !== id.slice(0, 15)) return false;
      updateVersion(entry, before, readForm(forms.versionChanges, 'Package2Version', row));
      return true;
    },
  }),
  toolingTable(objects.versionRequest, {
    isIn,
    parents: { Package2: 'Package2', Package2Version: 'Package2Version' },
    rows: (entry) =>
      bookOf(entry)
        .requests()
        .map((request) => requestRow(entry, request)),
    create({ entry, row }) {
      const said = readForm(forms.newVersion, 'Package2VersionCreateRequest', row);
      return requestVersion(entry, entry.market, said, Buffer.from(said.VersionInfo, 'base64')).id;
    },
  }),
  toolingTable(objects.versionRequestError, {
    isIn,
    parents: { ParentRequest: 'Package2VersionCreateRequest' },
    rows: (entry) =>
      bookOf(entry)
        .requests()
        .flatMap((request) => requestErrorRows(entry, request)),
  }),
  toolingTable(objects.subscriberPackage, {
    rows: (entry) =>
      installedBook(entry.engine)
        .all()
        .map((one) => subscriberPackageRow(entry, one)),
  }),
  toolingTable(objects.subscriberVersion, { rows: subscriberVersions }),
  toolingTable(objects.installed, {
    parents: { SubscriberPackage: 'SubscriberPackage', SubscriberPackageVersion: 'SubscriberPackageVersion' },
    rows: (entry) =>
      installedBook(entry.engine)
        .all()
        .map((one) => installedRow(entry, one)),
  }),
  toolingTable(objects.install, {
    rows: (entry) =>
      installedBook(entry.engine)
        .installs()
        .map((one) => installRow(entry, one)),
    create({ entry, row }) {
      const { ProfileMappings, ...said } = readForm(forms.install, 'PackageInstallRequest', row);
      return requestInstall(entry, entry.market, {
        ...said,
        Password: unescaped(said.Password),
        UpgradeType: said.UpgradeType ?? 'mixed-mode',
        ApexCompileType: said.ApexCompileType ?? 'all',
        profiles: (ProfileMappings?.profileMappings ?? []).map(({ target }) => target),
      }).id;
    },
  }),
  toolingTable(objects.uninstall, {
    rows: (entry) =>
      installedBook(entry.engine)
        .uninstalls()
        .map((one) => uninstallRow(entry, one)),
    create: ({ entry, row }) =>
      requestUninstall(entry, readForm(forms.uninstall, objects.uninstall.name, row).SubscriberPackageVersionId).id,
  }),
  toolingTable(objects.uninstallError, {
    parents: { ParentRequest: 'SubscriberPackageVersionUninstallRequest' },
    rows: (entry) =>
      installedBook(entry.engine)
        .uninstalls()
        .flatMap((one) => uninstallErrorRows(entry, one)),
  }),
];

/** Clients escape a key as a literal of SOQL here, too. */
const unescaped = (key: string | null | undefined): string | undefined => key?.replace(/\\(['\\])/g, '$1') ?? undefined;

/**
 * Anybody may ask for one version by its Id, and nobody for all.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_subscriberpackageversion.htm
 */
function subscriberVersions(entry: Entry, equal: ReadonlyMap<string, string>): readonly ComponentRow[] {
  const id = equal.get('id');
  if (id === undefined) {
    throw new ApiError(
      400,
      'MALFORMED_QUERY',
      'Implementation restriction: You can only perform queries of the form Id = [id] or Id = [id] AND InstallationKey = [key].',
    );
  }
  const published = entry.market.find(id);
  if (published === undefined) {
    const installed = installedBook(entry.engine)
      .all()
      .find(({ versionId }) => versionId === to18(id));
    return installed === undefined ? [] : [subscriberVersionRow(entry, installed)];
  }
  const key = equal.get('installationkey');
  checkKey(published, key);
  const { status } = checkInstall(entry.engine, entry.market, published);
  return [{ ...subscriberVersionRow(entry, published, status), InstallationKey: key ?? null }];
}

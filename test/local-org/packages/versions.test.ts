import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf } from '../../../src/local-org/index.ts';
import { gadget, metadata } from '../metadata/an-org.ts';
import { openPackageDesk, type PackageDesk } from './package-desk.ts';

let desk: PackageDesk;
let packageId: string;

beforeAll(async () => {
  desk = await openPackageDesk();
  packageId = await desk.package('Gadgets', { Description: 'Small things' });
});
afterAll(() => desk.close());

const versionOf = async (versionId: string) =>
  (
    await desk.rows(
      desk.hub,
      `SELECT Id, MajorVersion, MinorVersion, BuildNumber, IsReleased, ValidationSkipped, HasPassedCodeCoverageCheck, IsPasswordProtected, InstallKey, Package2.Name FROM Package2Version WHERE SubscriberPackageVersionId = '${versionId}'`,
    )
  )[0];

const words = async (answer: Promise<{ readonly status: number; readonly json: unknown }>) => {
  const { status, json } = await answer;
  const [error] = (json ?? []) as readonly { readonly errorCode: string; readonly message: string }[];
  return [status, error?.errorCode, error?.message];
};

test('a package is listed with what was said of it, and changed', async () => {
  const fields =
    'Id, IsDeleted, SubscriberPackageId, Name, Description, NamespacePrefix, ContainerOptions, IsDeprecated, IsOrgDependent';
  const soql = `select ${fields} from Package2 ORDER BY NamespacePrefix, Name`;
  const [made] = await desk.rows(desk.hub, soql);
  expect(made).toMatchObject({
    Id: packageId,
    IsDeleted: false,
    SubscriberPackageId: expect.stringMatching(/^033\w{15}$/),
    Name: 'Gadgets',
    Description: 'Small things',
    NamespacePrefix: null,
    ContainerOptions: 'Unlocked',
    IsDeprecated: false,
    IsOrgDependent: false,
  });
  const changed = await desk.tooling(desk.hub, 'PATCH', `sobjects/Package2/${packageId}`, { Description: 'Smaller' });
  expect(changed.status).toBe(204);
  expect((await desk.tooling(desk.hub, 'GET', `sobjects/Package2/${packageId}`)).json.Description).toBe('Smaller');
});

test('two packages do not share a name, and a managed one has a namespace', async () => {
  const create = (body: unknown) => words(desk.tooling(desk.hub, 'POST', 'sobjects/Package2', body));
  expect(await create({ Name: 'gadgets', ContainerOptions: 'Unlocked' })).toEqual([
    400,
    'DUPLICATE_VALUE',
    'The package name must be unique for the namespace.',
  ]);
  expect((await create({ Name: 'Big', ContainerOptions: 'Locked' }))[1]).toBe(
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
  );
  expect((await create({ Name: 'Big', ContainerOptions: 'Managed' }))[1]).toBe('INVALID_INPUT');
  expect((await create({ ContainerOptions: 'Unlocked' }))[2]).toBe('Required fields are missing: [Name]');
  expect((await create({ Name: 'Big', ContainerOptions: 'Unlocked', Colour: 'red' }))[1]).toBe('INVALID_FIELD');
});

test('an org that is no Dev Hub has no packages to tell of', async () => {
  const sandbox = desk.server.orgs.create({ name: 'No hub', kind: 'sandbox' });
  expect((await words(desk.tooling(sandbox, 'POST', 'sobjects/Package2', { Name: 'Big' })))[1]).toBe('NOT_FOUND');
  const query = desk.tooling(sandbox, 'GET', `query?q=${encodeURIComponent('SELECT Id FROM Package2')}`);
  expect((await words(query))[1]).toBe('INVALID_TYPE');
});

test('each version of a number is the next build of it', async () => {
  const builds = [];
  for (const number of ['0.1.0.NEXT', '0.1.0.NEXT', '0.2.0.NEXT', '0.1.0.7', '0.1.0'])
    builds.push((await versionOf(await desk.version(packageId, { number }))).BuildNumber);
  expect(builds).toEqual([1, 2, 1, 7, 8]);
  const soql = `SELECT MAX(BuildNumber) FROM Package2Version WHERE Package2Id = '${packageId}' AND IsDeprecated != true AND MajorVersion = 0 AND MinorVersion = 1 AND PatchVersion = 0 AND Branch = null`;
  expect(await desk.rows(desk.hub, soql)).toMatchObject([{ expr0: 8 }]);
  expect((await desk.request(packageId, { number: '0.1.0.7' })).errors).toEqual([
    'A package version with the number 0.1.0.7 already exists.',
  ]);
  expect((await desk.request(packageId, { number: 'first' })).errors[0]).toContain('major.minor.patch.build');
});

test('what was made lately is found by its day', async () => {
  const found = (days: number) =>
    desk.rows(desk.hub, `SELECT Id FROM Package2 WHERE CreatedDate = LAST_N_DAYS:${days} AND IsDeprecated = false`);
  expect(await found(0)).toHaveLength(1);
  desk.hub.control.moveClock({ by: 3 * 86_400_000 });
  expect([(await found(2)).length, (await found(3)).length]).toEqual([0, 1]);
});

test('a version that does not deploy into an empty org is not made', async () => {
  const files = {
    'objects/Gadget__c.object': gadget(),
    'layouts/Gadget__c-Gadget Layout.layout': metadata(
      'Layout',
      '<layoutSections><layoutColumns><layoutItems><field>Nowhere__c</field></layoutItems></layoutColumns></layoutSections>',
    ),
  };
  const refused = await desk.request(packageId, { files, number: '0.3.0.NEXT' });
  expect([refused.Status, refused.Package2Version, refused.errors]).toEqual([
    'Error',
    null,
    ['Gadget__c-Gadget Layout: In field: field - no CustomField named Gadget__c.Nowhere__c found'],
  ]);
  const unseen = await desk.request(packageId, { files, number: '0.3.0.NEXT', skipValidation: true });
  expect(unseen.Status).toBe('Success');
});

test('a version is promoted once validated with code coverage, and one of its number alone', async () => {
  const skipped = await desk.version(packageId, { number: '1.0.0.NEXT', skipValidation: true });
  expect(await words(desk.promote(skipped))).toEqual([
    400,
    'INVALID_INPUT',
    "Can't promote this package version because it was created without validation.",
  ]);
  const uncovered = await desk.version(packageId, { number: '1.0.0.NEXT', coverage: false });
  expect((await words(desk.promote(uncovered)))[2]).toBe(
    'Code coverage has not been run for this version.  Code coverage must be run during version creation and meet the minimum coverage requirement to promote the version.',
  );
  const [first, second] = [
    await desk.version(packageId, { number: '1.0.0.NEXT' }),
    await desk.version(packageId, { number: '1.0.0.NEXT' }),
  ];
  expect((await desk.promote(first)).status).toBe(204);
  expect(await versionOf(first)).toMatchObject({ IsReleased: true, HasPassedCodeCoverageCheck: true });
  expect(await words(desk.promote(second))).toEqual([
    400,
    'DUPLICATE_VALUE',
    expect.stringContaining('previously released'),
  ]);
  expect((await desk.request(packageId, { number: '1.0.0.NEXT' })).errors[0]).toContain(
    'a released package version with version number 1.0.0 already exists',
  );
});

test('nobody reads an installation key back', async () => {
  const version = await versionOf(await desk.version(packageId, { number: '2.0.0.NEXT', key: 'open sesame' }));
  expect(version).toMatchObject({ IsPasswordProtected: true, InstallKey: null });
  expect(JSON.stringify(version)).not.toContain('sesame');
  await desk.tooling(desk.hub, 'PATCH', `sobjects/Package2Version/${version.Id}`, { InstallKey: '' });
  const { json } = await desk.tooling(desk.hub, 'GET', `sobjects/Package2Version/${version.Id}`);
  expect(json.IsPasswordProtected).toBe(false);
});

test('a package goes after its versions, and a version that others need stays', async () => {
  const base = await desk.package('Base');
  const needed = await desk.version(base);
  const user = await desk.version(await desk.package('User'), {
    files: { 'objects/Part__c.object': gadget() },
    dependencies: [needed],
  });
  const remove = async (versionId: string) =>
    words(
      desk.tooling(desk.hub, 'PATCH', `sobjects/Package2Version/${(await versionOf(versionId)).Id}`, {
        IsDeprecated: true,
      }),
    );
  const dropPackage = () => desk.tooling(desk.hub, 'PATCH', `sobjects/Package2/${base}`, { IsDeprecated: true });
  expect((await remove(needed))[2]).toContain(`is a dependency of ${user}`);
  expect((await words(dropPackage()))[2]).toContain('Delete all package versions first');
  expect(await remove(user)).toEqual([204, undefined, undefined]);
  expect(await remove(needed)).toEqual([204, undefined, undefined]);
  expect((await dropPackage()).status).toBe(204);
});

test('what is no version info is refused at once', async () => {
  const send = (files: Readonly<Record<string, Uint8Array>>) => {
    const body = new FormData();
    body.set('VersionInfo', new Blob([new Uint8Array(zipSync(files))], { type: 'application/zip' }), 'info.zip');
    const request = { Package2Id: packageId };
    body.set('Package2VersionCreateRequest', new Blob([JSON.stringify(request)], { type: 'application/json' }));
    return words(desk.tooling(desk.hub, 'POST', 'sobjects/Package2VersionCreateRequest', body));
  };
  expect((await send({ 'a.txt': strToU8('a') }))[2]).toBe('The version info has no package.zip');
  const broken = { 'package.zip': strToU8('PK'), 'package2-descriptor.json': strToU8('{"versionNumber": 1}') };
  expect((await send(broken))[2]).toContain('package2-descriptor.json: versionNumber');
  const wrong = { Package2Id: idOf('0Ho', 1), VersionInfo: '' };
  expect((await words(desk.tooling(desk.hub, 'POST', 'sobjects/Package2VersionCreateRequest', wrong)))[0]).toBe(400);
});

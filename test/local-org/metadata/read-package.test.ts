import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { openPackageZip } from '../../../src/local-org/engine/metadata/package/package-zip.ts';
import { type DeployPackage, readPackage } from '../../../src/local-org/engine/metadata/package/read-package.ts';

const packageXml = (types: Readonly<Record<string, readonly string[]>>): string =>
  `<Package xmlns="http://soap.sforce.com/2006/04/metadata">${Object.entries(types)
    .map(
      ([name, members]) =>
        `<types>${members.map((m) => `<members>${m}</members>`).join('')}<name>${name}</name></types>`,
    )
    .join('')}<version>67.0</version></Package>`;

const objectFile = `<CustomObject>
  <label>X</label>
  <fields>
    <fullName>A__c</fullName>
    <label>A</label>
  </fields>
  <fields>
    <fullName>B__c</fullName>
  </fields>
</CustomObject>`;

function read(
  files: Readonly<Record<string, string>>,
  options: Partial<Parameters<typeof readPackage>[1]> = {},
): DeployPackage {
  const zip = zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  const reading = readPackage(openPackageZip(zip), {
    singlePackage: true,
    allowMissingFiles: false,
    autoUpdatePackage: false,
    keepFile: (bytes) => `${bytes.byteLength} bytes`,
    ...options,
  });
  for (let step = reading.next(); ; step = reading.next()) if (step.done) return step.value;
}

const namesOf = ({ components }: DeployPackage): string[] =>
  components.map(({ type, fullName }) => `${type} ${fullName}`);
const problemsOf = ({ faults }: DeployPackage): string[] => faults.map(({ kind, problem }) => `${kind}: ${problem}`);

test('an object named in the manifest brings its fields, each with its place in the file', () => {
  const pack = read({ 'package.xml': packageXml({ CustomObject: ['X__c'] }), 'objects/X__c.object': objectFile });
  expect(namesOf(pack)).toEqual(['CustomObject X__c', 'CustomField X__c.A__c', 'CustomField X__c.B__c']);
  expect(pack.components[2]!.place).toEqual({ fileName: 'objects/X__c.object', line: 7, column: 3 });
  expect(pack.faults).toEqual([]);
});

test('a field named by itself leaves the rest of its file alone', () => {
  const pack = read({ 'package.xml': packageXml({ CustomField: ['X__c.B__c'] }), 'objects/X__c.object': objectFile });
  expect(namesOf(pack)).toEqual(['CustomField X__c.B__c']);
});

test('what is named and absent is an error, unless files may be missing', () => {
  const files = { 'package.xml': packageXml({ CustomField: ['X__c.C__c'] }), 'objects/X__c.object': objectFile };
  expect(problemsOf(read(files))).toContain(
    "Error: An object 'X__c.C__c' of type CustomField was named in package.xml, but was not found in zipped directory",
  );
  expect(problemsOf(read(files, { allowMissingFiles: true })).filter((line) => line.startsWith('Error'))).toEqual([]);
});

test('what is there and not named is left alone with a warning, unless the manifest may grow', () => {
  const files = { 'package.xml': packageXml({}), 'objects/X__c.object': objectFile };
  expect(problemsOf(read(files))).toEqual(['Warning: Not in package.xml']);
  expect(namesOf(read(files, { autoUpdatePackage: true }))).toHaveLength(3);
});

test('a zip without a manifest says so', () => {
  expect(problemsOf(read({ 'objects/X__c.object': objectFile }))).toEqual(['Error: No package.xml found']);
});

test('a package may lie in the one top folder of the zip', () => {
  const pack = read(
    { 'shape/package.xml': packageXml({ CustomObject: ['*'] }), 'shape/objects/X__c.object': objectFile },
    { singlePackage: false },
  );
  expect(namesOf(pack)).toHaveLength(3);
  expect(pack.manifestFile).toBe('shape/package.xml');
});

test('a type that the platform does not know is an error of the manifest', () => {
  const pack = read({ 'package.xml': packageXml({ Gadget: ['A'] }) });
  expect(pack.faults).toMatchObject([
    { componentType: '', fullName: 'package.xml', problem: "Unknown type name 'Gadget' specified in package.xml" },
  ]);
});

test('a type that the org does not keep is an error for each of its members', () => {
  const pack = read({ 'package.xml': packageXml({ ApexClass: ['A', 'B'] }), 'classes/A.cls': 'class A {}' });
  expect(pack.faults.map(({ componentType, fullName, problem }) => [componentType, fullName, problem])).toEqual([
    ['ApexClass', 'A', 'Not available for deploy for this organization'],
    ['ApexClass', 'B', 'Not available for deploy for this organization'],
  ]);
});

test('a broken file is an error at its line, and not also a missing one', () => {
  const pack = read({
    'package.xml': packageXml({ CustomObject: ['X__c'] }),
    'objects/X__c.object': '<CustomObject>\n<label>',
  });
  expect(pack.faults).toHaveLength(1);
  expect(pack.faults[0]).toMatchObject({ fullName: 'X__c', place: { fileName: 'objects/X__c.object', line: 2 } });
});

test('deletions before and after come from their files', () => {
  const pack = read({
    'package.xml': packageXml({}),
    'destructiveChangesPost.xml': packageXml({ CustomField: ['X__c.A__c'] }),
    'destructiveChanges.xml': packageXml({ ListView: ['X__c.All'] }),
  });
  expect(pack.deletions.map(({ when, fullName }) => `${when} ${fullName}`)).toEqual([
    'before X__c.All',
    'after X__c.A__c',
  ]);
});

test.each(['../outside.txt', '/etc/passwd', 'objects/../../x', 'C:/x', 'a\\b'])(
  'a path outside of the package is refused: %s',
  (name) => {
    expect(() => openPackageZip(zipSync({ [name]: strToU8('x') }))).toThrow('outside of the package');
  },
);

test('more files than the platform takes are refused', () => {
  const files = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`f${i}`, new Uint8Array()]));
  expect(() => openPackageZip(zipSync(files, { level: 0 }))).toThrow('more than 10000 files');
});

/** A zip of one file, with the size that its directory claims changed. */
function claiming(size: number, bytes: Uint8Array): Uint8Array {
  const zip = zipSync({ 'package.xml': bytes });
  const view = new DataView(zip.buffer);
  const directory = zip.findIndex((_, i) => i + 4 <= zip.length && view.getUint32(i, true) === 0x02014b50);
  view.setUint32(directory + 24, size, true);
  return zip;
}

test('a zip that claims to grow beyond the limit is refused before anything is unpacked', () => {
  expect(() => openPackageZip(claiming(700 * 2 ** 20, new Uint8Array(1000)))).toThrow('larger than');
});

test('a file that grows beyond what the directory claims is not unpacked to its end', () => {
  const pack = openPackageZip(claiming(100, new Uint8Array(10 * 2 ** 20)));
  expect(() => pack.read('package.xml')).toThrow('not valid');
});

test('a file that does not have the sum of the directory is refused', () => {
  const zip = zipSync({ 'package.xml': strToU8('<Package/>') }, { level: 0 });
  zip[zip.indexOf('P'.charCodeAt(0), 40)] = 0x51;
  expect(() => openPackageZip(zip).read('package.xml')).toThrow('not valid');
});

test('what is no zip is refused', () => {
  expect(() => openPackageZip(strToU8('not a zip'))).toThrow('not valid');
});

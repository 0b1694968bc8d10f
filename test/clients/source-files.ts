import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const xml = (type: string, inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${type} xmlns="http://soap.sforce.com/2006/04/metadata">\n    ${inside}\n</${type}>\n`;

/** Where the files of these tests lie in the project. */
export const source = 'force-app/package/main/default';

export const objectFile = xml(
  'CustomObject',
  `<deploymentStatus>Deployed</deploymentStatus>
    <label>Gadget</label>
    <nameField>
        <label>Gadget Name</label>
        <type>Text</type>
    </nameField>
    <pluralLabel>Gadgets</pluralLabel>
    <sharingModel>ReadWrite</sharingModel>`,
);

export const fieldFile = (name: string, inside = '<precision>5</precision>\n    <scale>0</scale>'): string =>
  xml('CustomField', `<fullName>${name}</fullName>\n    <label>Size</label>\n    ${inside}\n    <type>Number</type>`);

export const manifestFile = (members: Readonly<Record<string, readonly string[]>>): string =>
  xml(
    'Package',
    `${Object.entries(members)
      .map(
        ([name, names]) =>
          `<types>${names.map((one) => `<members>${one}</members>`).join('')}<name>${name}</name></types>`,
      )
      .join('\n    ')}\n    <version>67.0</version>`,
  );

/** An object of one field, as its files in source format. */
export const gadget = (
  object: string,
  fields: Readonly<Record<string, string>> = { Size__c: fieldFile('Size__c') },
) => ({
  [`${source}/objects/${object}/${object}.object-meta.xml`]: objectFile,
  ...Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [`${source}/objects/${object}/fields/${name}.field-meta.xml`, text]),
  ),
});

export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

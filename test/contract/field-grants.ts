import { problemsOf } from './deployment.ts';
import { deployFields } from './fields.ts';
import type { Ground } from './ground.ts';

/** Makes fields of the subject's object and lets us see them; edit too, unless they only show something. */
export async function addFields(
  ground: Ground,
  fields: Readonly<Record<string, string>>,
  right: 'see' | 'edit' | 'none',
): Promise<void> {
  const names = Object.keys(fields);
  const xml = Object.entries(fields).map(([name, inside]) => fieldXml(name, inside));
  const deployed = await deployFields(ground, names, xml.join(''));
  if (!deployed.success) throw new Error(`The fields were refused: ${problemsOf(deployed).join(' · ')}`);
  if (right === 'none') return;
  for (const name of names) {
    const granted = await ground.org.call('POST', 'sobjects/FieldPermissions', {
      ParentId: ground.setId,
      SobjectType: ground.object,
      Field: `${ground.object}.${name}`,
      PermissionsRead: true,
      PermissionsEdit: right === 'edit',
    });
    if (granted.status !== 201) throw new Error(`The field was not granted: ${granted.text}`);
  }
}

export const fieldXml = (name: string, inside: string): string =>
  `<fields><fullName>${name}</fullName><label>${name.replace('__c', '')}</label>${inside}</fields>`;

/** A field whose value a formula gives. */
export const formulaXml = (type: string, formula: string, more = ''): string =>
  `<formula>${formula.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</formula>${more}<type>${type}</type>`;

export const decimals = '<precision>18</precision><scale>2</scale>';

/** What a deployment of one field, made up for the question, is refused with. */
export const refusalOf = async (ground: Ground, inside: string): Promise<(string | null | undefined)[]> =>
  problemsOf(await deployFields(ground, ['Try__c'], fieldXml('Try__c', inside), { checkOnly: true }));

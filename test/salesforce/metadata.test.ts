import { afterEach, describe, expect, it } from 'vitest';
import type { CustomFieldSpec } from '../../src/salesforce/custom-field.ts';
import { readCustomFields } from '../../src/salesforce/read-custom-fields.ts';
import { createCustomFields, deleteCustomFields } from '../../src/salesforce/save-custom-fields.ts';
import { type Asked, type ScriptedOrg, scriptedOrg } from '../support/scripted-org.ts';
import { soapAnswer, soapFault } from '../support/soap.ts';

let server: ScriptedOrg | undefined;
afterEach(() => server?.close());

const soap = 'POST /services/Soap/m/66.0';

function field(name: string, more: Partial<CustomFieldSpec> = {}): CustomFieldSpec {
  return {
    object: 'Usage__c',
    name,
    label: name.replace('__c', ''),
    description: 'How often & when',
    helpText: 'Counts "sessions" < 7 days',
    type: 'Number',
    precision: 18,
    scale: 0,
    ...more,
  };
}

/** Says yes to each field of a request, except to those whose name holds `Bad`. */
function saves(call: string) {
  return ({ body }: Asked) => {
    const names = [...body.matchAll(/<fullNames?>([^<]+)</g)].map(([, name]) => name!);
    return soapAnswer(
      call,
      names
        .map((name) =>
          name.includes('Bad')
            ? `<result><errors><message>There is already a field named ${name}.</message><statusCode>DUPLICATE_DEVELOPER_NAME</statusCode></errors><fullName>${name}</fullName><success>false</success></result>`
            : `<result><fullName>${name}</fullName><success>true</success></result>`,
        )
        .join(''),
    );
  };
}

describe('creating custom fields', () => {
  it('goes in tens, and each field answers for itself', async () => {
    server = await scriptedOrg({ [soap]: saves('createMetadata') });
    const org = await server.connect();
    const names = Array.from({ length: 23 }, (_, place) => (place === 12 ? 'Bad__c' : `F${place}__c`));
    const outcomes = await createCustomFields(
      org,
      names.map((name) => field(name)),
    );
    expect(outcomes.map(({ name }) => name)).toEqual(names);
    expect(outcomes[12]).toEqual({
      status: 'refused',
      object: 'Usage__c',
      name: 'Bad__c',
      code: 'DUPLICATE_DEVELOPER_NAME',
      message: 'There is already a field named Usage__c.Bad__c.',
    });
    expect(outcomes.filter(({ status }) => status === 'done')).toHaveLength(22);
    expect(org.credits.byKind.get('metadata')).toBe(3);
  });

  it('works for a single field too, whose answer is not a list', async () => {
    server = await scriptedOrg({ [soap]: saves('createMetadata') });
    expect(await createCustomFields(await server.connect(), [field('One__c')])).toEqual([
      { status: 'done', object: 'Usage__c', name: 'One__c' },
    ]);
  });

  it.each([
    [{ type: 'Number', precision: 16, scale: 2 }, ['<precision>16</precision>', '<scale>2</scale>']],
    [{ type: 'Text', length: 80 }, ['<length>80</length>']],
    [{ type: 'Checkbox' }, ['<defaultValue>false</defaultValue>']],
    [{ type: 'DateTime', trackHistory: true }, ['<trackHistory>true</trackHistory>']],
    [
      { type: 'Date', securityClassification: 'Internal' },
      ['<securityClassification>Internal</securityClassification>'],
    ],
    [{ type: 'Percent' }, ['<precision>5</precision>', '<scale>2</scale>']],
  ] as const)('tells the org of %o what that type needs', async (more, parts) => {
    server = await scriptedOrg({ [soap]: saves('createMetadata') });
    const { precision: _, scale: __, ...plain } = field('F__c');
    await createCustomFields(await server.connect(), [{ ...plain, ...more }]);
    const sent = server.askedFor('/services/Soap')[0]!.body;
    expect(sent).toContain(`<type>${more.type}</type>`);
    expect(sent).toContain('<inlineHelpText>Counts &quot;sessions&quot; &lt; 7 days</inlineHelpText>');
    for (const part of parts) expect(sent).toContain(part);
  });

  it('that the user may not do at all is one refusal, of permission', async () => {
    server = await scriptedOrg({
      [soap]: soapFault(
        'INSUFFICIENT_ACCESS',
        'INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
      ),
    });
    const org = await server.connect();
    await expect(createCustomFields(org, [field('F__c')])).rejects.toMatchObject({
      name: 'Refusal',
      trouble: 'permission',
      code: 'INSUFFICIENT_ACCESS',
    });
  });
});

describe('reading and deleting custom fields', () => {
  it('leaves out fields that do not exist', async () => {
    const record =
      '<records xsi:type="CustomField"><fullName>Usage__c.F__c</fullName><label>F</label><precision>18</precision><scale>0</scale><trackHistory>true</trackHistory><type>Number</type></records>';
    const nothing = '<records xsi:nil="true"/>';
    server = await scriptedOrg({ [soap]: soapAnswer('readMetadata', `<result>${record}${nothing}</result>`) });
    const names = [
      { object: 'Usage__c', name: 'F__c' },
      { object: 'Usage__c', name: 'G__c' },
    ];
    expect(await readCustomFields(await server.connect(), names)).toEqual([
      {
        object: 'Usage__c',
        name: 'F__c',
        label: 'F',
        description: '',
        helpText: '',
        type: 'Number',
        precision: 18,
        scale: 0,
        trackHistory: true,
      },
    ]);
  });

  it('deletes by full name', async () => {
    server = await scriptedOrg({ [soap]: saves('deleteMetadata') });
    expect(await deleteCustomFields(await server.connect(), [{ object: 'Usage__c', name: 'F__c' }])).toEqual([
      { status: 'done', object: 'Usage__c', name: 'F__c' },
    ]);
  });
});

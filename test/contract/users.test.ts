import { askAll, type Case } from './case.ts';
import { type ContractOrg, said } from './contract-org.ts';
import { userRow } from './person.ts';
import { known, pages } from './sources.ts';

/** A user that could be made; each question spoils one thing of it, so that none is. */
interface Ground {
  readonly org: ContractOrg;
  readonly row: Readonly<Record<string, unknown>>;
  readonly ourName: string;
}

async function prepare(org: ContractOrg): Promise<Ground> {
  const { preferred_username } = (await org.call('GET', '/services/oauth2/userinfo')).json;
  return { org, row: await userRow(org), ourName: preferred_username };
}

const answered = (errorCode: string, message: string, ...fields: readonly string[]) => [
  400,
  [{ message, errorCode, fields }],
];

const make = async ({ org, row }: Ground, spoiled: Readonly<Record<string, unknown>>) =>
  said(await org.call('POST', 'sobjects/User', { ...row, ...spoiled }));

const cases: readonly Case<Ground>[] = [
  {
    belief: 'no two users have the same name, in whatever case it is written',
    source: pages.duplicateUser,
    ask: (ground) => make(ground, { Username: ground.ourName.toUpperCase() }),
    answer: () =>
      answered(
        'DUPLICATE_USERNAME',
        "Duplicate Username.<br>The username already exists in this or another Salesforce organization. Usernames must be unique across all Salesforce organizations. To resolve, use a different username (it doesn't need to match the user's email address). ",
        'Username',
      ),
  },
  {
    belief: 'a user name has the form of an e-mail address',
    source: pages.userObject,
    ask: async (ground) => {
      const { status } = await ground.org.call('POST', 'sobjects/User', { ...ground.row, Username: 'nobody' });
      return status;
    },
    answer: () => 400,
  },
  {
    belief: 'an alias has eight characters at most',
    source: pages.userObject,
    ask: (ground) => make(ground, { Alias: 'ninechars' }),
    answer: () => answered('STRING_TOO_LONG', 'Alias: data value too large: ninechars (max length=8)', 'Alias'),
  },
  {
    belief: 'a time zone is one of a list',
    source: pages.userObject,
    ask: (ground) => make(ground, { TimeZoneSidKey: 'Mars/Olympus' }),
    answer: () =>
      answered(
        'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
        'Time Zone: bad value for restricted picklist field: Mars/Olympus',
        'TimeZoneSidKey',
      ),
  },
  {
    belief: 'nobody is a user without name, profile, address, alias and settings',
    source: pages.userObject,
    ask: async ({ org }) => {
      const { status, json } = await org.call('POST', 'sobjects/User', { Username: 'contract@contract.example' });
      return [status, json[0].errorCode, [...json[0].fields].sort()];
    },
    answer: () => [
      400,
      'REQUIRED_FIELD_MISSING',
      [
        'Alias',
        'Email',
        'EmailEncodingKey',
        'LanguageLocaleKey',
        'LastName',
        'LocaleSidKey',
        'ProfileId',
        'TimeZoneSidKey',
      ],
    ],
  },
  {
    belief: 'users are not deleted',
    source: known,
    ask: async ({ org }) => {
      const { user_id } = (await org.call('GET', '/services/oauth2/userinfo')).json;
      return (await org.call('DELETE', `sobjects/User/${user_id}`)).status >= 400;
    },
    answer: () => true,
  },
];

askAll(prepare, cases);

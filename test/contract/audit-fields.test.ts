import { expect } from 'vitest';
import { resultRows, rowErrors, runJob } from './bulk.ts';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { deploy, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { fresh, type Ground, objectGrant, prepareGround, setFile } from './ground.ts';
import { systemGrants } from './person.ts';
import { known, pages } from './sources.ts';

const grant = systemGrants('CreateAuditFields');

/** For an org of our own alone: the preference is everybody's. */
const setPreference = (org: ContractOrg, on: boolean) =>
  mustDeploy(
    org,
    { Settings: ['Security'] },
    {
      'settings/Security.settings': metadata(
        'SecuritySettings',
        `<enableAuditFieldsInactiveOwner>${on}</enableAuditFieldsInactiveOwner>`,
      ),
    },
  );

const grantIt = (org: ContractOrg, set: string) => deploy(org, { PermissionSet: [set] }, setFile(set, grant));

interface Audited extends Ground {
  /** A set that nobody has, for grants that are refused. */
  readonly other: string;
  readonly us: string;
}

async function prepare(org: ContractOrg): Promise<Audited> {
  const ground = await prepareGround(org);
  const us = (await org.call('GET', '/services/oauth2/userinfo')).json.user_id;
  return { ...ground, other: fresh('Contract_Audit'), us };
}

const stamps = 'CreatedDate,CreatedById,LastModifiedDate,LastModifiedById';
const past = '2020-02-03T04:05:06.000+0000';

/** Switches the preference on and holds the permission while it is asked. */
async function withPermission<T>(ground: Audited, ask: () => Promise<T>): Promise<T> {
  const { org, object, set } = ground;
  await setPreference(org, true);
  const inside = grant + objectGrant(object, 'allowCreate', 'allowDelete', 'allowEdit', 'allowRead');
  await mustDeploy(org, { PermissionSet: [set] }, setFile(set, inside));
  try {
    return await ask();
  } finally {
    await mustDeploy(org, { PermissionSet: [set] }, setFile(set, inside.replace(grant, '')));
    await setPreference(org, false);
  }
}

const cases: readonly Case<Audited>[] = [
  {
    belief: 'without the preference there is no permission to set audit fields',
    source: known,
    needs: 'control',
    ask: async ({ org, other }) => [
      problemsOf(await grantIt(org, other)),
      (await org.call('GET', soql('SELECT PermissionsCreateAuditFields FROM PermissionSet LIMIT 1'))).json[0].errorCode,
    ],
    answer: () => [['Unknown user permission: CreateAuditFields'], 'INVALID_FIELD'],
  },
  {
    belief: 'once the preference is on, a set may give it, and shows it as a column',
    source: pages.auditFields,
    needs: 'control',
    ask: async ({ org, other }) => {
      await setPreference(org, true);
      const made = await grantIt(org, other);
      const text = `SELECT PermissionsCreateAuditFields FROM PermissionSet WHERE Name = '${other}'`;
      const { json } = await org.call('GET', soql(text));
      await remove(org, { PermissionSet: [other] });
      await setPreference(org, false);
      return [made.success, json.records[0].PermissionsCreateAuditFields];
    },
    answer: () => [true, true],
  },
  {
    belief: 'a new row takes the audit fields that it is given, and SystemModstamp from nobody',
    source: pages.auditFields,
    needs: 'control',
    ask: (ground) =>
      withPermission(ground, async () => {
        const { org, object, us } = ground;
        const row = { CreatedDate: past, CreatedById: us, LastModifiedDate: past, LastModifiedById: us };
        const id = await ground.make(row);
        const { json } = await org.call('GET', `sobjects/${object}/${id}?fields=${stamps},SystemModstamp`);
        const modstamp = await org.call('POST', `sobjects/${object}`, { SystemModstamp: past });
        return [json.CreatedDate, json.LastModifiedDate, json.SystemModstamp > past, modstamp.json[0].errorCode];
      }),
    answer: () => [past, past, true, 'INVALID_FIELD_FOR_INSERT_UPDATE'],
  },
  {
    belief: 'a row that is there keeps its audit fields, and nothing is changed before it was made',
    source: pages.auditFields,
    needs: 'control',
    ask: (ground) =>
      withPermission(ground, async () => {
        const { org, object } = ground;
        const id = await ground.make({});
        const changed = await org.call('PATCH', `sobjects/${object}/${id}`, { CreatedDate: past });
        const before = { CreatedDate: '2021-01-01T00:00:00Z', LastModifiedDate: past };
        const early = await org.call('POST', `sobjects/${object}`, before);
        return [changed.json[0].errorCode, early.json[0].errorCode];
      }),
    answer: () => ['INVALID_FIELD_FOR_INSERT_UPDATE', 'FIELD_INTEGRITY_EXCEPTION'],
  },
  {
    belief: 'a Bulk upsert sets the audit fields of the rows that it makes, and is refused those that are there',
    source: pages.auditFields,
    needs: 'control',
    ask: (ground) =>
      withPermission(ground, async () => {
        const there = await ground.make({});
        const csv = `Id,CreatedDate\n,${past}\n${there},${past}\n`;
        const job = await runJob(ground, { operation: 'upsert', externalIdFieldName: 'Id' }, csv);
        const [made] = await resultRows(ground, job.id, 'successfulResults');
        const { json } = await ground.org.call('GET', `sobjects/${ground.object}/${made?.['sf__Id']}`);
        const { fields } = (await ground.org.call('GET', `sobjects/${ground.object}/describe`)).json;
        const createable = fields.find(({ name }: { name: string }) => name === 'CreatedDate').createable;
        return [json.CreatedDate, await rowErrors(ground, job.id), createable];
      }),
    answer: () => [past, [expect.stringMatching(/^INVALID_FIELD_FOR_INSERT_UPDATE:/)], true],
  },
  {
    belief: 'without the permission the audit fields of a new row are the platform’s',
    source: pages.systemFields,
    ask: async ({ org, object }) =>
      (await org.call('POST', `sobjects/${object}`, { CreatedDate: past })).json[0].errorCode,
    answer: () => 'INVALID_FIELD_FOR_INSERT_UPDATE',
  },
];

askAll(prepare, cases);

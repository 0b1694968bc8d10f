import { ManualClock } from '../../../src/base/clock.ts';
import { openEngine } from '../../../src/local-org/engine/engine.ts';
import type { EngineOptions } from '../../../src/local-org/engine/engine-options.ts';
import { idOf } from '../../../src/local-org/engine/ids.ts';
import type { Engine, FieldDef, RowOutcome, Session } from '../../../src/local-org/engine/types.ts';

export const apiVersion = '67.0';

export const sample = {
  Account: [
    { Id: idOf('001', 1), Name: 'Acme', Industry: 'Banking', NumberOfEmployees: 120, BillingCity: 'Paris' },
    { Id: idOf('001', 2), Name: 'Bolt & Söhne', Industry: 'Energy', NumberOfEmployees: 8 },
    { Id: idOf('001', 3), Name: 'acme Labs', AnnualRevenue: 5_000_000 },
  ],
  Contact: [
    { Id: idOf('003', 1), LastName: 'Ito', FirstName: 'Ann', Email: 'ann@acme.example', AccountId: idOf('001', 1) },
    { Id: idOf('003', 2), LastName: 'Ortiz', Email: 'ortiz@acme.example', AccountId: idOf('001', 1) },
    { Id: idOf('003', 3), LastName: "O'Hara", Email: 'ohara@bolt.example', AccountId: idOf('001', 2) },
    { Id: idOf('003', 4), LastName: 'Zed' },
  ],
};

export interface TestOrg {
  readonly engine: Engine;
  readonly clock: ManualClock;
  readonly admin: Session;
  readonly sync: Session;
}

export function openOrg(options: Partial<EngineOptions> = {}): TestOrg {
  const clock = new ManualClock('2026-03-10T20:30:15.750Z');
  const engine = openEngine({ clock, seed: sample, ...options });
  return {
    engine,
    clock,
    admin: sessionOf(engine, 'admin@heap.local'),
    sync: sessionOf(engine, 'heap-sync@heap.local'),
  };
}

export const sessionOf = (engine: Engine, username: string): Session =>
  engine.session(engine.userByUsername(username)!.id)!;

type Row = Readonly<Record<string, unknown>>;

export function insert(session: Session, object: string, row: Row): RowOutcome {
  return session
    .writer({ object, operation: 'insert', columns: Object.keys(row), cells: 'json', dialect: 'rest' })
    .write(Object.values(row));
}

export function update(session: Session, object: string, row: Row): RowOutcome {
  return session
    .writer({ object, operation: 'update', columns: Object.keys(row), cells: 'json', dialect: 'rest' })
    .write(Object.values(row));
}

export function upsert(session: Session, object: string, externalId: string, row: Row): RowOutcome {
  return session
    .writer({ object, operation: 'upsert', externalId, columns: Object.keys(row), cells: 'json', dialect: 'rest' })
    .write(Object.values(row));
}

export function remove(session: Session, object: string, id: string): RowOutcome {
  return session.writer({ object, operation: 'delete', columns: ['Id'], cells: 'json', dialect: 'rest' }).write([id]);
}

export function idIn(outcome: RowOutcome): string {
  if (outcome.status === 'done') return outcome.id;
  throw new Error(`Not written: ${JSON.stringify(outcome.errors)}`);
}

export const codeOf = (outcome: RowOutcome) => (outcome.status === 'refused' ? outcome.errors[0]?.code : 'done');
export const messageOf = (outcome: RowOutcome) => (outcome.status === 'refused' ? outcome.errors[0]?.message : 'done');

/** The values of one column, in the order of the query. */
export const column = (session: Session, soql: string, name = 'Name') =>
  session.query(soql, { apiVersion }).records.map((record) => record[name]);

export function field(name: string, rest: Partial<FieldDef> & Pick<FieldDef, 'type'>): FieldDef {
  return {
    name,
    label: name.replace(/__c$/, '').replaceAll('_', ' '),
    custom: true,
    required: false,
    unique: false,
    caseSensitive: false,
    externalId: false,
    idLookup: false,
    creatable: true,
    updatable: true,
    permissionable: true,
    nameField: false,
    trackHistory: false,
    ...rest,
  };
}

/** The object that a usage package would bring: auto-numbered, keyed by a unique text, looking up an account. */
export function addUsageObject(engine: Engine, sharingModel = 'ReadWrite'): void {
  const { schema } = engine;
  schema.putObject({
    name: 'Usage__c',
    label: 'Usage',
    labelPlural: 'Usages',
    custom: true,
    permissionable: true,
    sharingModel,
    nameField: field('Name', {
      type: 'string',
      length: 80,
      autoNumber: { format: 'U-{0000}' },
      creatable: false,
      updatable: false,
      permissionable: false,
      nameField: true,
    }),
  });
  schema.putField(
    'Usage__c',
    field('Key__c', { type: 'string', length: 18, externalId: true, unique: true, caseSensitive: true }),
  );
  schema.putField(
    'Usage__c',
    field('Account__c', {
      type: 'reference',
      referenceTo: ['Account'],
      childRelationshipName: 'Usages',
      deleteConstraint: 'SetNull',
    }),
  );
  schema.putField('Usage__c', field('Sessions__c', { type: 'double', precision: 6, scale: 0 }));
  schema.putField('Usage__c', field('Last_Seen__c', { type: 'datetime' }));
}

/** A permission set with these rows, given to the user. */
export function grant(
  org: TestOrg,
  userId: string,
  name: string,
  grants: {
    readonly system?: readonly string[];
    readonly objects?: Readonly<Record<string, readonly string[]>>;
    readonly fields?: Readonly<Record<string, 'read' | 'edit'>>;
  },
): string {
  const { admin } = org;
  const system = Object.fromEntries((grants.system ?? []).map((permission) => [`Permissions${permission}`, true]));
  const parent = idIn(insert(admin, 'PermissionSet', { Name: name, Label: name, ...system }));
  for (const [object, rights] of Object.entries(grants.objects ?? {})) {
    const flags = Object.fromEntries(rights.map((right) => [`Permissions${right}`, true]));
    idIn(insert(admin, 'ObjectPermissions', { ParentId: parent, SobjectType: object, ...flags }));
  }
  for (const [path, right] of Object.entries(grants.fields ?? {})) {
    idIn(
      insert(admin, 'FieldPermissions', {
        ParentId: parent,
        SobjectType: path.split('.')[0],
        Field: path,
        PermissionsRead: true,
        PermissionsEdit: right === 'edit',
      }),
    );
  }
  idIn(insert(admin, 'PermissionSetAssignment', { AssigneeId: userId, PermissionSetId: parent }));
  return parent;
}

export const allFields = {
  'Usage__c.Key__c': 'edit',
  'Usage__c.Account__c': 'edit',
  'Usage__c.Sessions__c': 'edit',
  'Usage__c.Last_Seen__c': 'edit',
} as const;

/** An org with the usage object, whose fields its administrator may write. */
export function usageOrg(options: Partial<EngineOptions> = {}): TestOrg {
  const org = openOrg(options);
  addUsageObject(org.engine);
  grant(org, org.admin.user.id, 'All', { fields: allFields });
  return org;
}

export function undelete(session: Session, object: string, id: string): RowOutcome {
  return session.writer({ object, operation: 'undelete', columns: ['Id'], cells: 'json', dialect: 'rest' }).write([id]);
}

/** Rows of a query with their `attributes` left out. */
export const rowsOf = (session: Session, soql: string, all = false): Record<string, unknown>[] =>
  session.query(soql, { apiVersion, all }).records.map(({ attributes: _, ...row }) => row);

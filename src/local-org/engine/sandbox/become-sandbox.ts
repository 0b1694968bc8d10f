import type { Store } from '../records/store/store.ts';
import type { FieldDef, ObjectDef, Schema } from '../types.ts';

/** How a copy of an org becomes a sandbox of it. */
export interface SandboxCopy {
  /** The org that is copied, whole. */
  readonly image: Uint8Array;
  /** Rows that stay: none, so many of each object, or all. Users, roles and permissions always do. */
  readonly rows: 'none' | number | 'all';
  /** After each username, as `.dev`. */
  readonly usernameSuffix: string;
  /** The user who asked for it keeps the e-mail address. */
  readonly askedBy: string;
  /** Only members of this public group may log in, and whoever asked. */
  readonly group?: string;
}

const invalid = '.invalid';

/** Takes out of the copy what a sandbox does not have. To be called once, before anybody uses it. */
export function becomeSandbox(store: Store, schema: Schema, copy: SandboxCopy): void {
  store.transaction(() => {
    renameUsers(store, copy);
    if (copy.group !== undefined) freezeOthers(store, copy.group, copy.askedBy);
    const objects = schema.objects().filter(isData);
    if (copy.rows === 'none') for (const { name } of objects) empty(store, name);
    else if (copy.rows !== 'all') sample(store, objects, copy.rows);
    // Neither scratch orgs nor the bin come along.
    for (const name of ['ScratchOrgInfo', 'ActiveScratchOrg']) if (hasTable(store, name)) empty(store, name);
    store.exec('DELETE FROM _bin; DELETE FROM _unlinked');
    for (const object of objects) if (object.fields.has('isdeleted')) dropDeleted(store, object.name);
  });
}

/**
 * Usernames get the sandbox's name, and e-mail addresses lead nowhere, but for that of whoever asked for the sandbox.
 * https://help.salesforce.com/s/articleView?id=platform.data_sandbox_create.htm
 */
function renameUsers(store: Store, { usernameSuffix, askedBy }: SandboxCopy): void {
  store.prepare('UPDATE User SET Username = Username || ?').run(usernameSuffix);
  store
    .prepare(`UPDATE User SET Email = Email || ? WHERE Id <> ? AND Email NOT LIKE ?`)
    .run(invalid, askedBy, `%${invalid}`);
}

function freezeOthers(store: Store, group: string, askedBy: string): void {
  store
    .prepare(
      `WITH RECURSIVE part(id) AS (
         SELECT ?1 UNION SELECT UserOrGroupId FROM GroupMember JOIN part ON GroupId = part.id
       )
       UPDATE UserLogin SET IsFrozen = 1 WHERE UserId <> ?2 AND UserId NOT IN (SELECT id FROM part)`,
    )
    .run(group, askedBy);
}

/** Rows that are data and not part of how the org is set up; records of custom metadata types are set-up. */
const isData = ({ name, custom, permissionable, usedThrough, historyOf }: ObjectDef): boolean =>
  !name.endsWith('__mdt') && (custom || permissionable || usedThrough !== undefined || historyOf !== undefined);

const empty = (store: Store, name: string): void => store.exec(`DELETE FROM "${name}"`);

const dropDeleted = (store: Store, name: string): void => store.exec(`DELETE FROM "${name}" WHERE IsDeleted = 1`);

const hasTable = (store: Store, name: string): boolean =>
  store.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`).row(name) !== undefined;

/** Leaves so many rows of each object, and none that cannot be without a row that did not come along. */
function sample(store: Store, objects: readonly ObjectDef[], most: number): void {
  for (const { name } of objects)
    store.prepare(`DELETE FROM "${name}" WHERE Id NOT IN (SELECT Id FROM "${name}" ORDER BY Id LIMIT ?)`).run(most);
  const links = objects.flatMap(({ name, fields }) =>
    [...fields.values()].flatMap((field) => linksOf(name, field, objects)),
  );
  for (let changes = 1; changes > 0; ) {
    changes = 0;
    for (const { child, field, parents, binds } of links) {
      const lost = `"${field}" IS NOT NULL AND ${parents.map((parent) => `"${field}" NOT IN (SELECT Id FROM "${parent}")`).join(' AND ')}`;
      const sql = binds
        ? `DELETE FROM "${child}" WHERE ${lost}`
        : `UPDATE "${child}" SET "${field}" = NULL WHERE ${lost}`;
      changes += Number(store.prepare(sql).run().changes);
    }
  }
}

function linksOf(child: string, field: FieldDef, objects: readonly ObjectDef[]) {
  const targets = field.referenceTo ?? [];
  const parents = objects.filter(({ name }) => targets.includes(name)).map(({ name }) => name);
  // What may lead to a user or a group as well is not followed: those are all there.
  if (parents.length === 0 || parents.length < targets.length) return [];
  return [{ child, field: field.name, parents, binds: field.required || field.masterDetail !== undefined }];
}

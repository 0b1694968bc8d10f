import { developerNameTrouble } from './developer-name.ts';
import { type HouseRule, integrity } from './house-rule.ts';

/**
 * A role has a developer name, made of its name unless given, and does not stand above itself.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_userrole.htm
 * The words are not documented; believed.
 */
export const userRole: HouseRule = {
  check({ context, id, given, row }) {
    const above = row('ParentRoleId');
    if (id !== undefined && above !== null) {
      const circle = context.store
        .prepare(
          `WITH RECURSIVE above (Id) AS (
             SELECT ?1 UNION SELECT r.ParentRoleId FROM UserRole r JOIN above ON r.Id = above.Id WHERE r.ParentRoleId IS NOT NULL)
           SELECT 1 FROM above WHERE Id = ?2`,
        )
        .row(above, id);
      if (circle !== undefined)
        return integrity('A role cannot report to itself or to a role below it.', 'ParentRoleId');
    }
    return given('DeveloperName') === undefined
      ? undefined
      : developerNameTrouble('Role', row('DeveloperName'), 'DeveloperName');
  },
  saved({ store }, id) {
    const row = store.prepare('SELECT Name FROM UserRole WHERE Id = ? AND DeveloperName IS NULL').row(id);
    if (row === undefined) return;
    const plain = String(row[0])
      .replace(/[^A-Za-z0-9]+/g, '_')
      .replace(/^_+|_+$/g, '');
    const taken = store.prepare('SELECT 1 FROM UserRole WHERE DeveloperName = ? COLLATE NOCASE').row(plain);
    store
      .prepare('UPDATE UserRole SET DeveloperName = ? WHERE Id = ?')
      .run(taken ? `${plain}_${id.slice(-6)}` : plain, id);
  },
};

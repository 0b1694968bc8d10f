import type { Documents } from '../../types.ts';
import type { Store } from '../store/store.ts';

interface KeptRule {
  readonly id: string;
  readonly fullName: string;
  readonly content: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Makes the rows of DuplicateRule what is deployed.
 * https://developer.salesforce.com/docs/atlas.en-us.api.meta/api/sforce_api_objects_duplicaterule.htm
 */
export function showDuplicateRules(store: Store, documents: Documents): void {
  store.transaction(() => {
    store.exec('DELETE FROM DuplicateRule');
    const insert = store.prepare(
      'INSERT INTO DuplicateRule (Id, SobjectType, DeveloperName, MasterLabel, IsActive) VALUES (?, ?, ?, ?, ?)',
    );
    for (const { value } of documents.all<KeptRule>('metadata/DuplicateRule')) {
      const [object = '', name = ''] = value.fullName.split('.');
      const first = (element: string) => String(value.content[element]?.[0] ?? '');
      insert.run(value.id, object, name, first('masterLabel'), first('isActive') === 'true' ? 1 : 0);
    }
  });
}

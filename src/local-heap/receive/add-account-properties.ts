import type { AccountProperties, Request } from '../rules/requests.ts';
import type { App } from '../store/apps.ts';
import type { HeapStore } from '../store/store.ts';

/**
 * Writes the properties of accounts, by account id. An account that nobody belongs to is kept as well, and that the
 * environment knows what makes an account is taken for granted. Believed.
 * https://developers.heap.io/reference/add-account-properties
 */
export function addAccountProperties(
  store: HeapStore,
  app: App,
  request: Request<AccountProperties>,
  now: number,
): void {
  for (const { accountId, properties: sent } of request.items) {
    const found = store.accounts.find(app.id, accountId);
    const properties = store.properties.merge(app.id, 'account', found?.properties, sent);
    store.accounts.put(app.id, { accountId, modified: now, properties });
  }
}

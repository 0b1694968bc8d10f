import type { Look } from '../../src/commands/look.ts';
import type { Context } from '../../src/context.ts';
import { queryAll } from '../../src/salesforce/query.ts';

/** The fields of the example configuration that the table shows, with heads short enough for it. */
const SHOWN = [
  ['Sessions_Past_7_Days__c', 'Sess. 7d'],
  ['Active_Users_Past_4_Weeks__c', 'Users 4w'],
  ['PDF_Reports_Past_3_Months__c', 'PDFs'],
  ['Checkout_Amount_Past_3_Months__c', 'Checkout'],
  ['Last_Seen__c', 'Last seen'],
] as const;

/** The query whose rows the table shows. */
const MOST_ACTIVE = `SELECT Account__r.Name, ${SHOWN.map(([field]) => field).join(', ')} FROM Heap_Account_Usage__c ORDER BY ${SHOWN[0][0]} DESC NULLS LAST, Account_Id__c LIMIT 10`;

type UsageRow = Readonly<Record<string, string | number | null>> & { readonly Account__r: { readonly Name: string } };

/** Asks the org as the connecting user, who sees what was granted and no more. */
export async function mostActiveAccounts(context: Context, look: Look): Promise<string> {
  const rows = await queryAll<UsageRow>(await context.org(), MOST_ACTIVE);
  return look.table(
    [{ head: 'Account' }, ...SHOWN.map(([, head]) => ({ head, align: 'right' as const }))],
    rows.map((row) => [row.Account__r.Name, ...SHOWN.map(([field]) => shown(row[field]))]),
  );
}

function shown(value: string | number | null | undefined): string | null {
  if (typeof value === 'number') return value.toLocaleString('en-US');
  return value === null || value === undefined ? null : `${value.slice(0, 16).replace('T', ' ')}Z`;
}

import { askAll, type Case } from './case.ts';
import { type ContractOrg, coded, soql } from './contract-org.ts';
import { deploy, metadata, mustDeploy } from './deployment.ts';
import { fresh } from './ground.ts';
import { known, pages } from './sources.ts';

interface Currencies {
  readonly org: ContractOrg;
  /** An account that was there before there were several currencies. */
  readonly before: string;
  currencyOf(account: string): Promise<unknown>;
}

const settings = (on: boolean) =>
  [
    { Settings: ['Currency'] },
    { 'settings/Currency.settings': metadata('CurrencySettings', `<enableMultiCurrency>${on}</enableMultiCurrency>`) },
  ] as const;

const make = async (org: ContractOrg, row: Readonly<Record<string, unknown>>) =>
  (await org.call('POST', 'sobjects/Account', { Name: fresh('Contract'), ...row })).json.id;

async function prepare(org: ContractOrg): Promise<Currencies> {
  const single = await org.call('GET', soql('SELECT CurrencyIsoCode FROM Account LIMIT 1'));
  if (org.control !== undefined && single.status !== 400) throw new Error('One currency has a field for it.');
  const before = await make(org, {});
  if (org.control !== undefined) await mustDeploy(org, ...settings(true));
  return {
    org,
    before,
    currencyOf: async (account) =>
      (await org.call('GET', soql(`SELECT CurrencyIsoCode FROM Account WHERE Id = '${account}'`))).json.records[0]
        .CurrencyIsoCode,
  };
}

/** Switched on for good: only for an org of our own. */
const cases: readonly Case<Currencies>[] = [
  {
    belief: 'an org with several currencies has CurrencyIsoCode on accounts and contacts, a picklist that all may read',
    source: pages.multipleCurrencies,
    needs: 'control',
    ask: async ({ org }) => {
      const fields = await Promise.all(
        ['Account', 'Contact'].map(
          async (object) => (await org.call('GET', `sobjects/${object}/describe`)).json.fields,
        ),
      );
      return fields.map((all: readonly { name: string; type: string; permissionable: boolean; length: number }[]) => {
        const field = all.find(({ name }) => name === 'CurrencyIsoCode');
        return [field?.type, field?.length, field?.permissionable];
      });
    },
    answer: () => [
      ['picklist', 3, false],
      ['picklist', 3, false],
    ],
  },
  {
    belief: 'records that were there before are in the corporate currency, and so are new ones that name none',
    source: pages.multipleCurrencies,
    needs: 'control',
    ask: async ({ org, before, currencyOf }) => {
      const accounts = [before, await make(org, {}), await make(org, { CurrencyIsoCode: 'EUR' })];
      return Promise.all(accounts.map(currencyOf));
    },
    answer: () => ['USD', 'USD', 'EUR'],
  },
  {
    belief: 'a record cannot be in a currency that the org does not have',
    source: known,
    needs: 'control',
    ask: async ({ org }) =>
      coded(await org.call('POST', 'sobjects/Account', { Name: fresh('Contract'), CurrencyIsoCode: 'XXX' })),
    answer: () => [400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'],
  },
  {
    belief: 'several currencies cannot be switched off again',
    source: pages.currencySettings,
    needs: 'control',
    ask: async ({ org, before, currencyOf }) => {
      const { status } = await deploy(org, ...settings(false));
      return [status, await currencyOf(before)];
    },
    answer: () => ['Failed', 'USD'],
  },
];

askAll(prepare, cases);

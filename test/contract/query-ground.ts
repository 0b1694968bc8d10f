import type { ContractOrg } from './contract-org.ts';
import { soql } from './contract-org.ts';
import { type Ground, prepareGround } from './ground.ts';

/** Three rows below one another, with texts and numbers to group by and to compare. */
export interface QueryGround extends Ground {
  readonly ids: readonly string[];
  /** The records of a query, without their attributes; or the code of its refusal. */
  rows(text: string): Promise<unknown>;
  /** Status, code and words of a refusal. */
  refusal(text: string): Promise<unknown>;
}

export async function queryGround(org: ContractOrg): Promise<QueryGround> {
  const ground = await prepareGround(org);
  const top = await ground.make({ Code__c: 'top', Note__c: 'Red', Amount__c: 10 });
  const middle = await ground.make({ Code__c: 'middle', Note__c: 'red', Amount__c: 20, Parent__c: top });
  const bottom = await ground.make({ Code__c: 'bottom', Note__c: 'Blue', Amount__c: 5, Parent__c: middle });
  const ask = (text: string) => org.call('GET', soql(text.replaceAll('OBJECT', ground.object)));
  return {
    ...ground,
    ids: [top, middle, bottom],
    async rows(text) {
      const { json } = await ask(text);
      return Array.isArray(json) ? json[0].errorCode : json.records.map(plain);
    },
    async refusal(text) {
      const { status, json } = await ask(text);
      return [status, json[0]?.errorCode, json[0]?.message];
    },
  };
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => name !== 'attributes');
  return Object.fromEntries(entries.map(([name, inner]) => [name, plain(inner)]));
}

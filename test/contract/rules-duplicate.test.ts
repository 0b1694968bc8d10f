import { expect } from 'vitest';
import { askAll, type Case } from './case.ts';
import { type ContractOrg, soql } from './contract-org.ts';
import { deploy, metadata, mustDeploy, problemsOf, remove } from './deployment.ts';
import { type Ground, prepareGround } from './ground.ts';
import { pages } from './sources.ts';

const matching = (method = 'Exact'): string =>
  metadata(
    'MatchingRules',
    `<matchingRules><fullName>Same_Note</fullName><label>Same Note</label><matchingRuleItems><blankValueBehavior>NullNotAllowed</blankValueBehavior><fieldName>Note__c</fieldName><matchingMethod>${method}</matchingMethod></matchingRuleItems><ruleStatus>Active</ruleStatus></matchingRules>`,
  );

const duplicate = (object: string): string =>
  metadata(
    'DuplicateRule',
    `<actionOnInsert>Allow</actionOnInsert><actionOnUpdate>Block</actionOnUpdate><alertText>Use one of these records?</alertText>
     <duplicateRuleMatchRules><matchRuleSObjectType>${object}</matchRuleSObjectType><matchingRule>Same_Note</matchingRule></duplicateRuleMatchRules>
     <isActive>true</isActive><masterLabel>No Twins</masterLabel><operationsOnInsert>Alert</operationsOnInsert>
     <securityOption>BypassSharingRules</securityOption><sortOrder>1</sortOrder>`,
  );

async function withRules(org: ContractOrg): Promise<Ground> {
  const ground = await prepareGround(org);
  const { object } = ground;
  const members = { MatchingRule: [`${object}.Same_Note`] };
  await mustDeploy(org, members, { [`matchingRules/${object}.matchingRule`]: matching() });
  org.later(() => remove(org, members));
  const rule = { DuplicateRule: [`${object}.No_Twins`] };
  await mustDeploy(org, rule, { [`duplicateRules/${object}.No_Twins.duplicateRule`]: duplicate(object) });
  org.later(() => remove(org, rule));
  return ground;
}

const allow = { headers: { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' } };

const cases: readonly Case<Ground>[] = [
  {
    belief: 'a duplicate is refused with the rule and the rows that it matches',
    source: pages.recordedDuplicate,
    ask: async ({ org, object, make }) => {
      const id = await make({ Note__c: 'first' });
      const { status, json } = await org.call('POST', `sobjects/${object}`, { Note__c: 'first' });
      const { allowSave, duplicateRule, matchResults } = json[0].duplicateResut ?? json[0].duplicateResult;
      const [match] = matchResults;
      return [
        [status, json[0].errorCode, json[0].message],
        [allowSave, duplicateRule, match.matchEngine, match.size],
        match.matchRecords[0].record.Id === id,
      ];
    },
    answer: () => [
      [400, 'DUPLICATES_DETECTED', 'Use one of these records?'],
      [true, 'No_Twins', 'ExactMatchEngine', 1],
      true,
    ],
  },
  {
    belief: 'a rule that alerts lets a duplicate through when the request says so',
    source: pages.duplicateHeader,
    ask: async ({ org, object, make }) => {
      await make({ Note__c: 'second' });
      return (await org.call('POST', `sobjects/${object}`, { Note__c: 'second' }, allow)).status;
    },
    answer: () => 201,
  },
  {
    belief: 'a rule that blocks does not, and looks at an update only when it changes what is matched',
    source: pages.duplicateRule,
    ask: async ({ org, object, make }) => {
      await make({ Note__c: 'third' });
      const id = await make({ Note__c: 'other' });
      const blocked = await org.call('PATCH', `sobjects/${object}/${id}`, { Note__c: 'third' }, allow);
      const elsewhere = await org.call('PATCH', `sobjects/${object}/${id}`, { Amount__c: 1 });
      return [blocked.status, blocked.json[0].errorCode, elsewhere.status];
    },
    answer: () => [400, 'DUPLICATES_DETECTED', 204],
  },
  {
    belief: 'rules are rows that whoever may view Setup can ask for',
    source: pages.duplicateRuleObject,
    ask: async ({ org, object }) => {
      const text = `SELECT DeveloperName, MasterLabel, IsActive FROM DuplicateRule WHERE SobjectType = '${object}'`;
      const { records } = (await org.call('GET', soql(text))).json;
      return records.map(({ attributes: _, ...row }: Readonly<Record<string, unknown>>) => row);
    },
    answer: () => [{ DeveloperName: 'No_Twins', MasterLabel: 'No Twins', IsActive: true }],
  },
  {
    belief: 'rows without the value match nothing',
    source: pages.duplicateRule,
    ask: async ({ org, object, make }) => {
      await make({});
      return (await org.call('POST', `sobjects/${object}`, {})).status;
    },
    answer: () => 201,
  },
  {
    belief: 'a matching method that there is not is not deployed',
    source: pages.duplicateRule,
    ask: async ({ org, object }) => {
      const tried = await deploy(
        org,
        { MatchingRule: [`${object}.Same_Note`] },
        { [`matchingRules/${object}.matchingRule`]: matching('Nearly') },
      );
      return [tried.success, problemsOf(tried)];
    },
    answer: () => [false, [expect.stringContaining("'Nearly' is not a valid value for the enum 'MatchingMethod'")]],
  },
];

askAll(withRules, cases);

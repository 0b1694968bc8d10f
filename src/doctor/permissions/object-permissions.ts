import type { ObjectDescription } from '../../salesforce/describe.ts';
import type { CheckName } from '../checks.ts';
import { type Finding, finding } from '../finding.ts';
import { deployCommand, type Named, objectClicks, setupCommand } from '../next-steps.ts';
import { type OrgFacts, seenObject } from '../org/org-facts.ts';

/** As Heap's instructions name them. */
type Right = 'Read' | 'Create' | 'Edit' | 'Delete' | 'View All' | 'Modify All';

interface ObjectRow {
  readonly check: CheckName;
  readonly rights: readonly Right[];
  nameIn(facts: OrgFacts): string;
}

const READING: readonly Right[] = ['Read', 'View All'];
const WRITING: readonly Right[] = ['Read', 'Create', 'Edit', 'Delete', 'View All', 'Modify All'];

/** https://help.heap.io/integrations/crm/salesforce */
const ROWS: readonly ObjectRow[] = [
  { check: 'account', rights: READING, nameIn: () => 'Account' },
  { check: 'contact', rights: READING, nameIn: () => 'Contact' },
  { check: 'account-usage', rights: WRITING, nameIn: ({ usage }) => usage.account },
  { check: 'contact-usage', rights: WRITING, nameIn: ({ usage }) => usage.contact },
];

/** Which rights on objects the user does without, by what describe and default access come to. */
export function objectPermissions(facts: OrgFacts, named: Named): readonly Finding[] {
  return ROWS.filter(({ rights }) => rights === READING || facts.pushing !== undefined).map((row) =>
    judge(row, facts, named),
  );
}

type Holding = 'held' | 'lacking' | 'unknown';

function judge({ check, rights, nameIn }: ObjectRow, facts: OrgFacts, named: Named): Finding {
  const name = nameIn(facts);
  const seen = seenObject(facts, name);
  if (seen === undefined && isAbsent(facts, name)) {
    return finding(check, 'failed', `the org has no object ${name}`, {
      means: 'The Heap package is not in the org.',
      next: [deployCommand(named)],
    });
  }
  const holding = (right: Right) => holdingOf(right, name, seen, facts);
  const lacking = rights.filter((right) => holding(right) === 'lacking');
  const open = openTo(name, facts);
  if (lacking.length > 0) {
    // Default access makes up for them, for now.
    const made = lacking.every(
      (right) => (right === 'View All' && open.see) || (right === 'Modify All' && open.change),
    );
    return finding(check, made ? 'warned' : 'failed', `${lacking.join(', ')} missing`, {
      means: meaning(lacking, name, open),
      lacks: lacking.map((right) => `${name}: ${right}`),
      next: [objectClicks(setOf(check), seen?.label ?? name, lacking.map(checkbox).join(', ')), setupCommand(named)],
    });
  }
  const unsure = rights.filter((right) => holding(right) === 'unknown');
  const known = rights.filter((right) => !unsure.includes(right)).join(', ');
  if (unsure.length === 0) return finding(check, 'passed', known);
  const unknown = unsure.filter((right) => !(right === 'View All' && open.see));
  if (unknown.length === 0) return finding(check, 'passed', `${known}; everybody sees all (${modelWords(open)})`);
  const { adminTrouble } = facts;
  return finding(check, 'not-visible', `${known}; whether ${unknown.join(', ')} is not told`, {
    means:
      adminTrouble === undefined
        ? 'Only who may view Setup and Configuration sees who holds it.'
        : `The admin could not be asked: ${adminTrouble.message}`,
    next: adminTrouble?.actions ?? [`Ask somebody who may: heap-sf doctor${named.option} --admin-org ADMIN`],
  });
}

/** Hidden and absent look alike in describe; Metadata tells them apart for whom it answers. */
function isAbsent({ pushing, usage }: OrgFacts, name: string): boolean {
  if (pushing?.fields.status !== 'told') return false;
  const level = usage.account === name ? 'account' : usage.contact === name ? 'contact' : undefined;
  return level !== undefined && pushing.fields.value[level] === undefined;
}

function holdingOf(right: Right, name: string, seen: ObjectDescription | undefined, facts: OrgFacts): Holding {
  const is = (held: boolean | undefined): Holding => (held === true ? 'held' : 'lacking');
  switch (right) {
    case 'Read':
      return is(seen?.queryable);
    case 'Create':
      return is(seen?.createable);
    case 'Edit':
      return is(seen?.updateable);
    case 'Delete':
      return is(seen?.deletable);
    case 'View All':
      return wholeOf(facts, name, ['ViewAllData', 'ModifyAllData'], 'viewAll');
    case 'Modify All':
      return wholeOf(facts, name, ['ModifyAllData'], 'modifyAll');
  }
}

function wholeOf(
  { permissions, wholeObjects }: OrgFacts,
  name: string,
  byData: readonly string[],
  right: 'viewAll' | 'modifyAll',
): Holding {
  if (permissions.status === 'told' && byData.some((one) => permissions.value.get(one))) return 'held';
  if (wholeObjects.status === 'withheld') return 'unknown';
  return wholeObjects.value.get(name)?.[right] === true ? 'held' : 'lacking';
}

interface Openness {
  readonly model: string | undefined;
  readonly see: boolean;
  readonly change: boolean;
}

/**
 * What default access gives everybody who may use the object at all. Contacts are as open as their account, but those
 * without one are their owner's.
 * https://help.salesforce.com/s/articleView?id=platform.sharing_model_fields.htm
 */
function openTo(name: string, { sharing }: OrgFacts): Openness {
  const model = sharing.get(name);
  const change = ['ReadWrite', 'ReadWriteTransfer', 'FullAccess'].includes(model ?? '');
  return { model, see: change || model === 'Read', change };
}

/** As Setup > Sharing Settings has them. */
const MODELS: Readonly<Record<string, string>> = {
  Read: 'Public Read Only',
  ReadWrite: 'Public Read/Write',
  ReadWriteTransfer: 'Public Read/Write/Transfer',
  FullAccess: 'Public Full Access',
};

const modelWords = ({ model = '' }: Openness): string => MODELS[model] ?? model;

function meaning(lacking: readonly Right[], name: string, open: Openness): string {
  const { model, see, change } = open;
  if (lacking.includes('Read'))
    return `No record of ${name} can be read${lacking.includes('Create') ? ' or written' : ''}.`;
  if (lacking.includes('View All') && !see) {
    return model === 'ControlledByParent'
      ? `Of ${name} only records of accounts that are shared with the user are read, and none without an account; the others are passed over without a word.`
      : `Only records of ${name} that are shared with the user are read; the others are passed over without a word.`;
  }
  if (lacking.includes('Create')) return 'Rows of records that have none yet are refused.';
  if (lacking.includes('Edit')) return 'Rows cannot be brought up to date.';
  if (lacking.includes('Delete')) return 'Rows of records that are gone stay.';
  if (lacking.includes('Modify All') && !change) return 'Rows that another user made cannot be changed or removed.';
  return `Runs go well, since default access to ${name} is ${modelWords(open)}; a tighter one would stop them without a word.`;
}

/** As the checkbox in Setup is called. */
function checkbox(right: Right): string {
  return right === 'View All' || right === 'Modify All' ? `${right} Records` : right;
}

function setOf(check: CheckName): string {
  return check === 'account' || check === 'contact' ? 'Heap Connecting User' : 'Heap Usage Sync';
}

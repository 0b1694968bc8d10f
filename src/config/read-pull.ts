import type { Problem } from './problems.ts';
import { isReservedProperty } from './reserved-properties.ts';
import type { ConfigFile } from './schema.ts';
import type { ChosenField, PullSettings } from './settings.ts';
import type { YamlFile } from './yaml-file.ts';

type PullForm = NonNullable<ConfigFile['pull']>;
type ChosenForm = NonNullable<PullForm['contact']>[number];

const LEVELS = ['contact', 'account'] as const;

/** What the file says of the pull; undefined when it says nothing. */
export function readPull({ pull }: ConfigFile): PullSettings | undefined {
  if (pull === undefined) return undefined;
  return {
    contact: (pull.contact ?? []).map(chosenOf),
    account: (pull.account ?? []).map(chosenOf),
    accountProperty: pull.accountProperty ?? 'account_id',
    nulls: nullsOf(pull.nulls),
    longValues: pull.longValues ?? 'cut',
    createUsers: pull.createUsers ?? false,
    deleted: pull.deleted ?? 'keep',
    formulas: pull.formulas ?? 'daily',
    uniqueness: pull.uniqueness ?? 90,
  };
}

function chosenOf(form: ChosenForm): ChosenField {
  if (typeof form === 'string') return { field: form, picklist: 'value' };
  const { field, as, value } = form;
  return { field, ...(as !== undefined && { as }), picklist: value ?? 'value' };
}

function nullsOf(nulls: PullForm['nulls']): PullSettings['nulls'] {
  if (nulls === undefined || nulls === 'skip') return { kind: 'skip' };
  return { kind: 'text', text: nulls === 'empty' ? '' : nulls.word };
}

/** What a schema cannot say: a field is chosen once, and no two fields fill one property. */
export function pullProblems({ pull, metrics, join }: ConfigFile, file: YamlFile): Problem[] {
  if (pull === undefined && metrics === undefined) {
    return [{ ...file.at([]), because: 'the file says nothing to do: it has neither metrics: nor pull:' }];
  }
  const key = join?.contact?.heap ?? 'email';
  const newUsers: Problem[] = [];
  if (pull?.createUsers === true && key !== 'identity') {
    const because = `pull.createUsers makes users by their identity, and the join key is "${key}"; set join.contact.heap to identity, or createUsers to false`;
    newUsers.push({ ...file.at(['pull', 'createUsers']), because });
  }
  const ofFields = LEVELS.flatMap((level) => {
    const seen = new Set<string>();
    return (pull?.[level] ?? []).flatMap((form, index) => {
      const { field, as } = chosenOf(form);
      const at = file.at(['pull', level, index]);
      const problems: Problem[] = [];
      if (seen.has(`field ${field.toLowerCase()}`)) {
        problems.push({ ...at, because: `pull.${level} names ${field} twice; keep one of the two` });
      }
      if (as !== undefined && seen.has(`as ${as.toLowerCase()}`)) {
        problems.push({ ...at, because: `pull.${level} gives the property "${as}" to two fields; rename one` });
      }
      if (
        as !== undefined &&
        level === 'contact' &&
        same(as, key) &&
        !same(field, join?.contact?.salesforce ?? 'Email')
      ) {
        const because = `pull.contact gives ${field} the name "${as}", which is the join key: its values would be overwritten; give it another`;
        problems.push({ ...at, because });
      } else if (as !== undefined && isReservedProperty(as)) {
        const because = `pull.${level} gives ${field} the name "${as}", which is Heap's own or a key; give it another`;
        problems.push({ ...at, because });
      }
      seen.add(`field ${field.toLowerCase()}`);
      if (as !== undefined) seen.add(`as ${as.toLowerCase()}`);
      return problems;
    });
  });
  return [...newUsers, ...accountProblems(pull?.accountProperty, key, file), ...ofFields];
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The account's Id overwrites what stands in its property. */
function accountProblems(name: string | undefined, key: string, file: YamlFile): Problem[] {
  if (name === undefined || same(name, 'account_id')) return [];
  const why = same(name, key) ? 'is the join key' : isReservedProperty(name) ? "is Heap's own or a key" : undefined;
  if (why === undefined) return [];
  const because = `pull.accountProperty "${name}" ${why}, and would be overwritten by the Ids of accounts; name another`;
  return [{ ...file.at(['pull', 'accountProperty']), because }];
}

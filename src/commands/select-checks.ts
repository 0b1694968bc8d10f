import { Mistake } from '../base/errors.ts';
import { isReservedProperty } from '../config/reserved-properties.ts';
import type { JoinSettings } from '../config/settings.ts';
import type { OfferedField } from '../properties/offered-fields.ts';
import type { PlannedChoice, Selection } from '../properties/plan-selection.ts';
import type { ResolvedFields } from '../properties/property.ts';
import { READING_SET } from '../properties/reading-grants.ts';
import type { Org } from '../salesforce/org.ts';

const LONGEST_NAME = 255;

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A name for a property is for one field, and one that Heap takes. */
export function checkForm(as: string | undefined, names: readonly string[], { contact: key }: JoinSettings): void {
  if (as === undefined) return;
  if (names.length !== 1) {
    throw new Mistake({
      trouble: 'misuse',
      message: `--as "${as}" names one property, but ${names.length === 0 ? 'no field is named' : `${names.length} fields are`}.`,
      actions: ['Name one field: heap-sf fields select Title --as "Job Title"'],
      facts: { as, names },
    });
  }
  const because =
    as.trim() === ''
      ? 'is empty'
      : as.length > LONGEST_NAME
        ? `has ${as.length} characters, and ${LONGEST_NAME} is the most`
        : isReservedProperty(as.trim())
          ? "is Heap's own or a key"
          : same(as.trim(), key.heap) && !same(names[0] ?? '', key.salesforce)
            ? 'is the join key, whose values would be overwritten'
            : undefined;
  if (because === undefined) return;
  throw new Mistake({
    trouble: 'definition',
    message: `The name "${as.slice(0, LONGEST_NAME)}" for ${names[0]} ${because}. Nothing was chosen.`,
    actions: ['Give it another one, as "Job Title".'],
    facts: { as },
  });
}

/** Labels are of picklists alone. */
export function checkLabels(
  { form, picks }: Pick<Selection, 'form' | 'picks'>,
  offered: readonly OfferedField[],
): void {
  if (form.picklist !== 'label') return;
  const others = picks.flatMap(({ field }) => {
    const type = offered.find((one) => one.field === field)?.type;
    return type === undefined || LABELLED.has(type) ? [] : [{ field, type }];
  });
  if (others.length === 0) return;
  throw new Mistake({
    trouble: 'misuse',
    message: `--labels sends the labels of a picklist, and ${others.map(({ field, type }) => `${field} is of type ${type}`).join(', ')}. Nothing was chosen.`,
    actions: ['Leave --labels out, or name picklists alone: heap-sf fields list --search picklist'],
    facts: { fields: others },
  });
}

const LABELLED: ReadonlySet<string> = new Set(['picklist', 'multipicklist', 'combobox']);

/** The connecting user sees what was picked, also what was granted just now. */
export function checkSeen({ gone }: ResolvedFields, picked: readonly PlannedChoice[], { username }: Org): void {
  const missing = gone.filter(({ field }) => picked.some(({ choice }) => choice.field === field));
  if (missing.length === 0) return;
  if (missing.every(({ because }) => because === 'cannot-be-sent')) {
    throw new Mistake({
      trouble: 'definition',
      message: `${missing.map(({ message }) => message).join('\n')}\nNothing was chosen.`,
      actions: missing.flatMap(({ actions }) => actions),
      facts: { fields: missing.map(({ field }) => field) },
    });
  }
  throw new Mistake({
    trouble: 'permission',
    message: `${missing.map(({ field }) => field).join(', ')} cannot be read by ${username} although Read was granted. Nothing was chosen.\n${missing.map(({ message }) => message).join('\n')}`,
    actions: [
      `Assign the permission set ${READING_SET} to ${username}: heap-sf setup`,
      'For a field of a parent: give that user Read on the object that it leads to.',
    ],
    facts: { fields: missing.map(({ field }) => field), user: username },
  });
}

import type { JoinSettings } from '../../config/settings.ts';
import { USAGE_OBJECTS } from '../../metrics/usage-objects.ts';
import { resolveField } from '../../salesforce/describe.ts';
import { type Finding, finding } from '../finding.ts';
import { type Named, objectClicks, setupCommand } from '../next-steps.ts';
import { type OrgFacts, seenObject } from '../org/org-facts.ts';

interface Wanted {
  readonly object: string;
  readonly field: string;
}

/** The fields that people are matched by, which the user has to read. */
export function keyFields(facts: OrgFacts, { contact, account }: JoinSettings, named: Named): Finding {
  const wanted: readonly Wanted[] = [
    { object: 'Contact', field: contact.salesforce },
    { object: 'Contact', field: 'AccountId' },
    ...(account.kind === 'property' ? [{ object: 'Account', field: account.salesforce }] : []),
  ].filter(({ field }) => field !== 'Id');
  const blind = wanted.filter(({ object }) => seenObject(facts, object) === undefined);
  if (blind.length > 0) return hiddenWith('key-fields', blind[0]!.object);
  const hidden = wanted.filter(({ object, field }) => !seenObject(facts, object)!.fields.has(field.toLowerCase()));
  if (hidden.length === 0) return finding('key-fields', 'passed', `reads ${wanted.map(nameOf).join(', ')}`);
  return finding('key-fields', 'failed', `${hidden.map(nameOf).join(', ')} cannot be read`, {
    means: 'Nobody can be matched without it. The org does not tell a hidden field from one that does not exist.',
    lacks: hidden.map((one) => `${nameOf(one)}: Read`),
    next: [
      ...hidden.map(({ object, field }) => objectClicks('Heap Connecting User', object, `Read for ${field}`)),
      setupCommand(named),
    ],
    fix: { kind: 'read-fields', grants: hidden.map((one) => ({ ...one, edit: false })) },
  });
}

/** The fields that the package brings, without which no row can be written. */
export function usageFields(facts: OrgFacts, named: Named): Finding {
  const lacks: string[] = [];
  for (const level of ['account', 'contact'] as const) {
    const seen = seenObject(facts, facts.usage[level]);
    if (seen === undefined) return hiddenWith('usage-fields', facts.usage[level]);
    const { externalId, lookup } = USAGE_OBJECTS[level];
    for (const name of [externalId, lookup]) {
      const field = resolveField(seen, name);
      const missing = field === undefined ? ['Read', 'Edit'] : field.updateable || !seen.updateable ? [] : ['Edit'];
      lacks.push(...missing.map((right) => `${seen.name}.${field?.name ?? name}: ${right}`));
    }
  }
  if (lacks.length === 0) return finding('usage-fields', 'passed', 'read and written');
  return finding('usage-fields', 'failed', lacks.length === 1 ? '1 right missing' : `${lacks.length} rights missing`, {
    means: `No usage row can be written without: ${lacks.join('; ')}.`,
    lacks,
    next: [
      ...new Set(
        lacks.map((lack) => {
          const [object = '', field = ''] = lack.split(':')[0]!.split('.');
          return objectClicks(
            'Heap Usage Sync',
            seenObject(facts, object)?.label ?? object,
            `Read and Edit for ${field}`,
          );
        }),
      ),
      setupCommand(named),
    ],
  });
}

const nameOf = ({ object, field }: Wanted) => `${object}.${field}`;

function hiddenWith(check: 'key-fields' | 'usage-fields', object: string): Finding {
  return finding(check, 'not-checked', `${object} itself is not seen`);
}

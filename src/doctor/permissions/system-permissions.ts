import type { CheckName } from '../checks.ts';
import { type Finding, finding } from '../finding.ts';
import { type Named, setupCommand, systemClicks } from '../next-steps.ts';
import type { OrgFacts } from '../org/org-facts.ts';

interface SystemRow {
  readonly check: CheckName;
  readonly label: string;
  /** Any of these is enough. */
  readonly anyOf: readonly string[];
  readonly means: string;
}

/**
 * The system permissions of Heap's own instructions, by what each is for.
 * https://help.heap.io/integrations/crm/salesforce
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_modify_metadata_perm.htm
 */
const ROWS: readonly SystemRow[] = [
  {
    check: 'api-enabled',
    label: 'API Enabled',
    anyOf: ['ApiEnabled'],
    means: 'Without it nothing can be read or written.',
  },
  {
    check: 'customize-application',
    label: 'Customize Application',
    anyOf: ['CustomizeApplication'],
    means: 'Fields of new metrics cannot be made. Those that are there are filled all the same.',
  },
  {
    check: 'modify-metadata',
    label: 'Modify Metadata Through Metadata API Functions',
    anyOf: ['ModifyMetadata', 'ModifyAllData'],
    means: 'Fields of new metrics cannot be made. Those that are there are filled all the same.',
  },
];

/** Which system permissions the user does without, by what all its sets and its profile give together. */
export function systemPermissions({ permissions, pushing }: OrgFacts, named: Named): readonly Finding[] {
  return ROWS.filter(({ check }) => check === 'api-enabled' || pushing !== undefined).map(
    ({ check, label, anyOf, means }) => {
      if (permissions.status === 'withheld') {
        // Somebody whose requests are answered may use the API.
        if (check === 'api-enabled') return finding(check, 'passed', 'held: the org answers');
        return finding(check, 'not-visible', 'the org does not tell', { means: permissions.error.message });
      }
      const by = anyOf.find((name) => permissions.value.get(name));
      if (by !== undefined) return finding(check, 'passed', by === anyOf[0] ? 'held' : `held by way of ${by}`);
      return lacking(check, label, means, named);
    },
  );
}

/** A user who may not use the API at all learns nothing else. */
export function lacksApi(named: Named): Finding {
  const { check, label, means } = ROWS[0]!;
  return lacking(check, label, means, named);
}

function lacking(check: CheckName, label: string, means: string, named: Named): Finding {
  return finding(check, 'failed', 'missing', {
    means,
    lacks: [label],
    next: [systemClicks(label), setupCommand(named)],
  });
}

import type { PullSettings } from '../../config/settings.ts';
import { LEVEL_OBJECTS } from '../../properties/level-object.ts';
import { ownProperties } from '../../properties/property-name.ts';
import { readingGrants } from '../../properties/reading-grants.ts';
import { resolveFields } from '../../properties/resolve-fields.ts';
import { type Finding, finding } from '../finding.ts';
import { type Named, objectClicks } from '../next-steps.ts';
import { type OrgFacts, seenObject } from '../org/org-facts.ts';

/** Each field that is chosen for Heap: there, readable, and of a type that Heap takes. */
export function chosenFields(facts: OrgFacts, pull: PullSettings, named: Named): readonly Finding[] {
  return (['contact', 'account'] as const).flatMap((level) => {
    const object = LEVEL_OBJECTS[level];
    const seen = seenObject(facts, object);
    return pull[level].map((choice): Finding => {
      const subject = `${object}.${choice.field}`;
      if (seen === undefined) return finding('chosen-field', 'not-checked', `${object} is not seen`, { subject });
      const { properties, gone } = resolveFields([choice], level, seen, facts.objects, ownProperties(pull, level));
      const [lost] = gone;
      if (lost === undefined)
        return finding('chosen-field', 'passed', properties.map(({ type }) => type).join(', '), { subject });
      if (lost.because === 'cannot-be-sent') {
        return finding('chosen-field', 'failed', 'cannot be sent', {
          subject,
          means: lost.message,
          next: lost.actions,
        });
      }
      const isPath = choice.field.includes('.');
      const grants = isPath
        ? readingGrants([choice], { level, seen, parents: facts.objects })
        : [{ object, field: choice.field, edit: false }];
      return finding('chosen-field', 'failed', 'cannot be read', {
        subject,
        means: `${lost.message} Heap keeps the values that it has.`,
        lacks: [`${subject}: Read`],
        next: [
          objectClicks(
            'Heap Connecting User',
            isPath ? 'the object that it leads to' : object,
            `Read for ${choice.field}`,
          ),
          `Or: heap-sf fields select ${choice.field} --object ${level}${named.option}${named.admin}`,
          `If it is gone for good: heap-sf fields drop ${choice.field}${named.option}`,
        ],
        ...(grants.length > 0 && { fix: { kind: 'read-fields' as const, grants } }),
      });
    });
  });
}

import { type Finding, finding } from '../finding.ts';
import type { Named } from '../next-steps.ts';
import type { OrgFacts } from '../org/org-facts.ts';

/** Validation rules on the usage objects: each may refuse rows that are pushed. */
export function validationRules({ pushing }: OrgFacts, { option }: Named): Finding {
  const rules = pushing?.validationRules;
  if (rules?.status !== 'told') {
    return finding('validation-rules', 'not-visible', 'only who may view Setup sees them', {
      next: ['Setup > Object Manager > Heap Account Usage (and Heap Contact Usage) > Validation Rules shows them.'],
    });
  }
  if (rules.value.length === 0) return finding('validation-rules', 'passed', 'none at work on the two objects');
  return finding('validation-rules', 'warned', `${rules.value.length} at work`, {
    means: `They may refuse rows: ${rules.value.map(({ object, name, message }) => `${object}.${name} ("${message}")`).join('; ')}.`,
    next: [
      `See what was refused so far: heap-sf usage rejected${option}`,
      ...rules.value.map(
        ({ object, name }) =>
          `Setup > Object Manager > ${object} > Validation Rules > ${name}: clear Active, or leave out the user that connects: $User.Username.`,
      ),
    ],
  });
}

/** The same for duplicate rules. */
export function duplicateRules({ pushing }: OrgFacts): Finding {
  const rules = pushing?.duplicateRules;
  if (rules?.status !== 'told') {
    return finding('duplicate-rules', 'not-visible', 'only who may view Setup sees them', {
      next: ['Setup > Duplicate Rules shows them.'],
    });
  }
  if (rules.value.length === 0) return finding('duplicate-rules', 'passed', 'none at work on the two objects');
  return finding('duplicate-rules', 'warned', `${rules.value.length} at work`, {
    means: `They may refuse rows: ${rules.value.map(({ object, name }) => `${object}.${name}`).join(', ')}. Each record has one row by its Id, so that none is needed.`,
    next: rules.value.map(({ name }) => `Setup > Duplicate Rules > ${name} > Deactivate.`),
  });
}

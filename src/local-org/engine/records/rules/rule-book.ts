import type { Documents, ObjectDef, Schema } from '../../types.ts';
import { type DuplicateCheck, duplicateChecks } from './duplicate-checks.ts';
import { type Validation, validationsOf } from './validations.ts';

/** A deployed component as the org keeps it: elements with their values. */
export interface KeptRule {
  readonly fullName: string;
  readonly content: Readonly<Record<string, readonly unknown[]>>;
}

/** The declared rules of each object, made ready once for each change of them. */
export interface RuleBook {
  validations(object: ObjectDef): readonly Validation[];
  duplicates(object: ObjectDef): readonly DuplicateCheck[];
}

const kinds = ['metadata/ValidationRule', 'metadata/DuplicateRule', 'metadata/MatchingRule'] as const;

export function openRuleBook(documents: Documents, schema: Schema): RuleBook {
  const [validations, duplicates] = [
    new Map<string, readonly Validation[]>(),
    new Map<string, readonly DuplicateCheck[]>(),
  ];
  let known = '';

  /** The deployed rules of one kind that belong to the object. */
  function rules(kind: (typeof kinds)[number], object: ObjectDef): readonly KeptRule[] {
    const beginning = `${object.name.toLowerCase()}.`;
    return documents
      .all<KeptRule>(kind)
      .filter(({ key }) => key.startsWith(beginning))
      .map(({ value }) => value);
  }

  function refresh(): void {
    const now = [schema.version, ...kinds.map((kind) => documents.version(kind))].join();
    if (now === known) return;
    known = now;
    validations.clear();
    duplicates.clear();
  }

  function ready<T>(made: Map<string, readonly T[]>, object: ObjectDef, make: () => readonly T[]): readonly T[] {
    refresh();
    const found = made.get(object.name) ?? make();
    made.set(object.name, found);
    return found;
  }

  return {
    validations: (object) =>
      ready(validations, object, () => validationsOf(schema, object, rules('metadata/ValidationRule', object))),
    duplicates: (object) =>
      ready(duplicates, object, () =>
        duplicateChecks(object, rules('metadata/DuplicateRule', object), rules('metadata/MatchingRule', object)),
      ),
  };
}

import type { Org } from './org.ts';
import { queryAll, soqlList } from './query.ts';

export interface ActiveValidationRule {
  readonly object: string;
  readonly name: string;
  /** What it answers to whom it refuses. */
  readonly message: string;
}

/**
 * The validation rules of some objects that are at work. Asks for View Setup and Configuration.
 * https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/tooling_api_objects_validationrule.htm
 */
export async function activeValidationRules(
  org: Org,
  objects: readonly string[],
): Promise<readonly ActiveValidationRule[]> {
  const rows = await queryAll<{
    ValidationName: string;
    ErrorMessage: string | null;
    EntityDefinition: { QualifiedApiName: string };
  }>(
    org,
    `SELECT ValidationName, ErrorMessage, EntityDefinition.QualifiedApiName FROM ValidationRule WHERE Active = true AND EntityDefinition.QualifiedApiName IN ${soqlList(objects)}`,
    { tooling: true },
  );
  return rows.map(({ ValidationName: name, ErrorMessage, EntityDefinition: { QualifiedApiName: object } }) => ({
    object,
    name,
    message: ErrorMessage ?? '',
  }));
}

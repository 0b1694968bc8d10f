import { type Finding, finding } from '../finding.ts';
import type { OrgFacts } from '../org/org-facts.ts';

/** Whether Metadata SOAP takes the token that REST took; a token in the form of a JWT it may refuse. */
export function metadataApi({ pushing }: OrgFacts): Finding {
  const { fields } = pushing ?? {};
  if (fields === undefined) return finding('metadata-api', 'not-checked', 'nothing is pushed');
  if (fields.status === 'told') return finding('metadata-api', 'passed', 'takes the token');
  if (fields.error.trouble === 'signed-out') {
    return finding('metadata-api', 'failed', 'does not take the token', {
      means: `Fields cannot be made. ${fields.error.message}`,
      next: [
        "In the app's OAuth settings, clear Issue JSON Web Token (JWT)-based access tokens for named users, and sign in again.",
      ],
    });
  }
  if (fields.error.trouble === 'permission') return finding('metadata-api', 'not-checked', 'the user may not use it');
  return finding('metadata-api', 'warned', 'did not answer as it should', { means: fields.error.message });
}

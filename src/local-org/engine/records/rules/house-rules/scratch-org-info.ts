import { scratchOrgsOf } from '../../../scratch-allocations.ts';
import { featuresIn, isFeature } from '../../../scratch-features.ts';
import type { ApiErrorEntry } from '../../../types.ts';
import type { RecordContext } from '../../context.ts';
import { entry, type HouseRule, type HouseWrite } from './house-rule.ts';

/**
 * What is refused of a request for a scratch org before it is begun; the sign-up itself tells of the rest by `ErrorCode`.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_scratchorginfo.htm
 * The words for features and limits are Observed: answers in public issues and in the tests of public clients. Those
 * for partner editions: https://developer.salesforce.com/docs/atlas.en-us.pkg1_dev.meta/pkg2_dev/isv_partner_scratch_org_editions.htm
 * Those for the days are believed.
 */
export const scratchOrgInfo: HouseRule = {
  check(write) {
    if (write.id !== undefined) return undefined;
    return unfit(write) ?? usedUp(write.context);
  },
};

function unfit({ row }: HouseWrite): ApiErrorEntry | undefined {
  const edition = row('Edition');
  if (edition === null && row('SourceOrg') === null && row('Snapshot') === null && row('Template') === null)
    return entry('REQUIRED_FIELD_MISSING', 'Required fields are missing: [Edition]', 'Edition');
  if (String(edition).startsWith('Partner'))
    return entry(
      'INSUFFICIENT_ACCESS_OR_READONLY',
      "You don't have permission to create Partner Edition organizations. To enable this functionality, please log a case in the Partner Community.",
    );
  const wrong = featuresIn(String(row('Features') ?? '')).find((feature) => !isFeature(feature));
  if (wrong !== undefined) return entry('INVALID_INPUT', `${wrong} is not a valid Features value.`);
  const days = row('DurationDays');
  if (days !== null && (Number(days) < 1 || Number(days) > 30))
    return entry(
      'NUMBER_OUTSIDE_VALID_RANGE',
      'Requested Duration In Days: value outside of valid range: 1 to 30',
      'DurationDays',
    );
  return undefined;
}

function usedUp({ store, edition, clock }: RecordContext): ApiErrorEntry | undefined {
  const left = scratchOrgsOf(store, edition, clock.now())?.left;
  const reached =
    left?.active === 0 ? 'active scratch org limit' : left?.daily === 0 ? 'daily scratch org signup limit' : undefined;
  if (reached === undefined) return undefined;
  return entry('LIMIT_EXCEEDED', `The signup request failed because this organization has reached its ${reached}`);
}

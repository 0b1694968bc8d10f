import { z } from 'zod';
import { ApiError } from '../../../../engine/api-error.ts';
import type { ComponentRow } from '../components/component-table.ts';

const text = z.string().nullish();
const flag = z.boolean().nullish();
const id = (prefix: string) => z.string().regex(new RegExp(`^${prefix}(?:\\w{12}|\\w{15})$`));

/** A value of a picklist, in any case: clients write some of them small. */
const oneOf = <const T extends string>(...values: readonly [T, ...T[]]) =>
  z.preprocess(
    (said) => values.find((value) => value.toLowerCase() === String(said).toLowerCase()) ?? said,
    z.enum(values),
  );

/** What clients send of each object. https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/reference_objects_list.htm */
export const packageForms = {
  newPackage: z.object({
    Name: z.string(),
    Description: text,
    NamespacePrefix: text,
    ContainerOptions: z.string(),
    IsOrgDependent: flag,
    PackageErrorUsername: text,
  }),
  packageChanges: z.object({
    Name: z.string().optional(),
    Description: text,
    PackageErrorUsername: text,
    IsDeprecated: z.boolean().optional(),
    AppAnalyticsEnabled: z.boolean().optional(),
    RecommendedVersionId: id('04t').nullish(),
  }),
  newVersion: z.object({
    Package2Id: z.string(),
    /** A zip in base64; a part of its own in most requests. */
    VersionInfo: z.base64(),
    Tag: text,
    Branch: text,
    InstallKey: text,
    Instance: text,
    SourceOrg: text,
    Language: text,
    CalculateCodeCoverage: flag,
    SkipValidation: flag,
    AsyncValidation: flag,
    IsDevUsePkgZipRequested: flag,
    CalcTransitiveDependencies: flag,
  }),
  versionChanges: z.object({
    Name: z.string().optional(),
    Description: text,
    Branch: text,
    Tag: text,
    InstallKey: text,
    IsReleased: z.boolean().optional(),
    IsDeprecated: z.boolean().optional(),
  }),
  install: z.object({
    SubscriberPackageVersionKey: id('04t'),
    Password: text,
    SecurityType: oneOf('Full', 'None', 'Custom').default('None'),
    UpgradeType: oneOf('delete-only', 'deprecate-only', 'mixed-mode').nullish(),
    NameConflictResolution: oneOf('Block', 'RenameMetadata').default('Block'),
    PackageInstallSource: z.string().default('U'),
    ApexCompileType: oneOf('all', 'package').nullish(),
    EnableRss: z.boolean().default(false),
    SkipHandlers: text,
    ProfileMappings: z
      .object({ profileMappings: z.array(z.object({ source: z.string(), target: z.string() })) })
      .nullish(),
  }),
  uninstall: z.object({ SubscriberPackageVersionId: id('04t') }),
} as const;

/** A body as a form has it; the first thing that is wrong with it is refused in Salesforce's words. */
export function readForm<T extends z.ZodObject>(form: T, object: string, row: ComponentRow): z.infer<T> {
  const { Id: _, attributes: __, ...said } = row;
  const unknown = Object.keys(said).find((name) => !(name in form.shape));
  if (unknown !== undefined) {
    throw new ApiError(400, 'INVALID_FIELD', `No such column '${unknown}' on sobject of type ${object}`, [unknown]);
  }
  const parsed = form.safeParse(said);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '');
  if (said[field] === undefined || said[field] === null)
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${field}]`, [field]);
  if (issue?.code === 'invalid_value') {
    const message = `${field}: bad value for restricted picklist field: ${String(said[field])}`;
    throw new ApiError(400, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field]);
  }
  if (issue?.code === 'invalid_format' && field.endsWith('Id'))
    throw new ApiError(400, 'MALFORMED_ID', `${field}: id value of incorrect type: ${String(said[field])}`, [field]);
  throw new ApiError(400, 'JSON_PARSER_ERROR', `${field}: ${issue?.message ?? ''}`, [field]);
}

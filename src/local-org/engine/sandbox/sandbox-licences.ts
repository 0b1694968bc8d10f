import type { Edition } from '../schema/edition.ts';

export type SandboxLicence = 'DEVELOPER' | 'DEVELOPER_PRO' | 'PARTIAL' | 'FULL';

interface LicenceRule {
  /** Rows that are copied: none, so many of each object, or all. */
  readonly rows: 'none' | number | 'all';
  /** Megabytes of data; those of its production org when absent. */
  readonly dataStorageMb?: number;
  /** Days between two refreshes. */
  readonly refreshDays: number;
  /** Whether it can track its source. */
  readonly tracksSource: boolean;
}

/**
 * Kinds of sandbox, and what each copies and holds. Partial copies take their objects from a template; here there are
 * no templates, and all objects count.
 * https://help.salesforce.com/s/articleView?id=platform.data_sandbox_environments.htm
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_develop_sandboxes.htm
 */
export const sandboxLicences: Readonly<Record<SandboxLicence, LicenceRule>> = {
  DEVELOPER: { rows: 'none', dataStorageMb: 200, refreshDays: 1, tracksSource: true },
  DEVELOPER_PRO: { rows: 'none', dataStorageMb: 1024, refreshDays: 1, tracksSource: true },
  PARTIAL: { rows: 10_000, dataStorageMb: 5120, refreshDays: 5, tracksSource: false },
  FULL: { rows: 'all', refreshDays: 29, tracksSource: false },
};

/** Sandboxes that come with an edition. https://help.salesforce.com/s/articleView?id=platform.data_sandbox_environments.htm */
const included: Readonly<Partial<Record<Edition, Readonly<Partial<Record<SandboxLicence, number>>>>>> = {
  'Professional Edition': { DEVELOPER: 10 },
  'Enterprise Edition': { DEVELOPER: 25, PARTIAL: 1 },
  'Unlimited Edition': { DEVELOPER: 100, DEVELOPER_PRO: 5, PARTIAL: 1, FULL: 1 },
  'Performance Edition': { DEVELOPER: 100, DEVELOPER_PRO: 5, PARTIAL: 1, FULL: 1 },
};

export const sandboxesOf = (edition: Edition, licence: SandboxLicence): number => included[edition]?.[licence] ?? 0;

export const hasSandboxes = (edition: Edition): boolean => included[edition] !== undefined;

/** API requests of a sandbox in 24 hours. https://developer.salesforce.com/docs/atlas.en-us.salesforce_app_limits_cheatsheet.meta/salesforce_app_limits_cheatsheet/salesforce_app_limits_platform_api.htm */
export const sandboxApiRequests = 5_000_000;

/** The licence as it is written, `Developer_Pro` or `DEVELOPER PRO`. */
export function licenceNamed(text: string): SandboxLicence | undefined {
  const name = text.trim().toUpperCase().replace(' ', '_');
  return Object.hasOwn(sandboxLicences, name) ? (name as SandboxLicence) : undefined;
}

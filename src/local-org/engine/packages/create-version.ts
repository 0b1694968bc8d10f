import { ApiError } from '../api-error.ts';
import type { Asking } from '../metadata/types.ts';
import { contentsOf, memberNames } from './contents.ts';
import { needPackaging } from './hub-packages.ts';
import type { Market } from './market.ts';
import {
  byNumber,
  changedStamps,
  keyDigest,
  newPackagingId,
  newStamps,
  type Package2,
  type PackageVersion,
  packageBook,
  shownNumber,
  type VersionNumber,
  type VersionRequest,
} from './package-records.ts';
import { validateVersion } from './validate-version.ts';
import { readVersionInfo, type VersionInfo } from './version-info.ts';
import { numberOfNext } from './version-number.ts';

/** What is asked of a new version, in the words of Package2VersionCreateRequest. */
export interface NewVersion {
  readonly Package2Id: string;
  readonly Tag?: string | null | undefined;
  readonly Branch?: string | null | undefined;
  readonly InstallKey?: string | null | undefined;
  readonly Language?: string | null | undefined;
  readonly CalculateCodeCoverage?: boolean | null | undefined;
  readonly SkipValidation?: boolean | null | undefined;
  readonly AsyncValidation?: boolean | null | undefined;
}

/** Takes a request for a new version; it is worked by whoever looks at it first, or once the call is answered. */
export function requestVersion(asking: Asking, market: Market, said: NewVersion, zip: Uint8Array): VersionRequest {
  needPackaging(asking, 'Packaging2');
  const book = packageBook(asking.engine);
  const of = book.package(said.Package2Id);
  if (of === undefined || of.isDeprecated)
    throw new ApiError(400, 'INVALID_ID_FIELD', `Invalid package ID: ${said.Package2Id}`, ['Package2Id']);
  // https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_unlocked_pkg_skip_validation.htm
  if (said.SkipValidation === true && said.CalculateCodeCoverage === true) {
    throw new ApiError(
      400,
      'INVALID_INPUT',
      "You can't specify both skip validation and code coverage, because code coverage is calculated during validation.",
    );
  }
  readVersionInfo(zip);
  const request: VersionRequest = {
    id: newPackagingId('08c'),
    packageId: of.id,
    versionId: null,
    tag: said.Tag || null,
    branch: said.Branch || null,
    language: said.Language || null,
    installKey: said.InstallKey ? keyDigest(said.InstallKey) : null,
    calculateCodeCoverage: said.CalculateCodeCoverage ?? false,
    skipValidation: said.SkipValidation ?? false,
    asyncValidation: said.AsyncValidation ?? false,
    status: 'Queued',
    errors: [],
    ...newStamps(asking),
  };
  asking.engine.transaction(() => {
    book.putRequest(request);
    book.putZip(request.id, zip);
  });
  asking.engine.background.start(
    request.id,
    later(() => workRequest(asking, market, request.id)),
  );
  return request;
}

/** Work that begins when the call at hand is answered. */
function* later(work: () => void): Generator<void, void> {
  yield;
  work();
}

/** Brings all requests of a hub to their end that nobody has worked yet: one that a stopped server left, too. */
export function workRequests(asking: Asking, market: Market): void {
  for (const { id, status } of packageBook(asking.engine).requests()) {
    if (status === 'Queued') workRequest(asking, market, id);
  }
}

function workRequest(asking: Asking, market: Market, id: string): void {
  const book = packageBook(asking.engine);
  const request = book.request(id);
  const of = request && book.package(request.packageId);
  const zip = book.zip(id);
  if (request?.status !== 'Queued' || of === undefined || zip === undefined) return;
  const outcome = orRefused(() => build(asking, market, of, request, readVersionInfo(zip)));
  asking.engine.transaction(() => {
    const ended = { ...request, ...changedStamps(asking) };
    if (outcome.status === 'refused') {
      book.putRequest({ ...ended, status: 'Error', errors: outcome.errors });
    } else {
      book.putVersion(outcome.version);
      book.putZip(outcome.version.id, outcome.zip);
      book.putRequest({ ...ended, status: 'Success', versionId: outcome.version.id });
    }
    book.dropZip(id);
  });
}

type Built =
  | { readonly status: 'built'; readonly version: PackageVersion; readonly zip: Uint8Array }
  | { readonly status: 'refused'; readonly errors: readonly string[] };

const refused = (...errors: readonly string[]): Built => ({ status: 'refused', errors });

/** Nobody waits for this work who could be told of a fault: the request tells it. */
function orRefused(work: () => Built): Built {
  try {
    return work();
  } catch (error) {
    return refused(`UNKNOWN_EXCEPTION: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function build(asking: Asking, market: Market, of: Package2, request: VersionRequest, info: VersionInfo): Built {
  const { engine } = asking;
  const { descriptor } = info;
  const book = packageBook(engine);
  const others = book.versions().filter(({ packageId }) => packageId === of.id);
  try {
    const number = numberOfNext(descriptor.versionNumber, others);
    const released = others.find((one) => one.isReleased && isSamePatch(one.number, number));
    // Observed: forcedotcom/cli#3211, and the words in public notes on packaging.
    if (released !== undefined) {
      const { major, minor, patch } = number;
      return refused(
        `The package version can't be created because a released package version with version number ${major}.${minor}.${patch} already exists. Increment the version number, and try again.`,
      );
    }
    const begun = engine.clock.now().getTime();
    const pack = contentsOf(info.package, of.namespace, () => 'sha256:');
    const members = memberNames(pack);
    if (members.length === 0) return refused('The package contains no metadata that can be packaged.');
    const errors = request.skipValidation ? [] : validateVersion(engine, market, of, info);
    if (errors.length > 0) return refused(...errors);
    const ancestorId = descriptor.ancestorId || null;
    const ancestor = ancestorId === null ? undefined : book.version(ancestorId);
    if (ancestorId !== null && ancestor === undefined) return refused(`The ancestor ${ancestorId} doesn't exist.`);
    const names = new Set(members.map(({ type, fullName }) => `${type} ${fullName}`));
    const version: PackageVersion = {
      id: newPackagingId('05i'),
      subscriberVersionId: newPackagingId('04t'),
      packageId: of.id,
      name: descriptor.versionName ?? shownNumber(number),
      description: descriptor.versionDescription ?? null,
      tag: request.tag,
      branch: request.branch,
      language: request.language ?? 'en_US',
      number,
      ancestorId: ancestor?.id ?? null,
      validationSkipped: request.skipValidation,
      validatedAsync: request.asyncValidation,
      coverageRun: request.calculateCodeCoverage && !request.skipValidation,
      installKey: request.installKey,
      isReleased: false,
      isDeprecated: false,
      hasMetadataRemoved: ancestor?.members.some(({ type, fullName }) => !names.has(`${type} ${fullName}`)) ?? false,
      files: pack.components.length,
      bytes: info.package.byteLength,
      buildSeconds: Math.round((engine.clock.now().getTime() - begun) / 1000),
      dependencies: descriptor.dependencies.map(({ subscriberPackageVersionId }) => subscriberPackageVersionId),
      releaseNotesUrl: descriptor.releaseNotesUrl ?? null,
      postInstallUrl: descriptor.postInstallUrl ?? null,
      members,
      ...newStamps(asking),
    };
    return { status: 'built', version, zip: info.package };
  } catch (error) {
    if (error instanceof ApiError) return refused(error.message);
    throw error;
  }
}

const isSamePatch = (one: VersionNumber, other: VersionNumber): boolean =>
  byNumber({ ...one, build: 0 }, { ...other, build: 0 }) === 0;

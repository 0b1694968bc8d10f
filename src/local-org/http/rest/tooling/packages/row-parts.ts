import { to18 } from '../../../../engine/ids.ts';
import type { Stamps, VersionNumber } from '../../../../engine/packages/package-records.ts';
import type { Entry } from '../../../door.ts';
import type { ComponentRow } from '../components/component-table.ts';

export const attributes = ({ apiVersion }: Entry, type: string, id: string): ComponentRow => ({
  attributes: { type, url: `/services/data/v${apiVersion}/tooling/sobjects/${type}/${id}` },
  Id: id,
});

const wireTime = (time: string): string => time.replace('Z', '+0000');

export const stampsOf = (of: Stamps): ComponentRow => ({
  IsDeleted: false,
  CreatedDate: wireTime(of.createdDate),
  CreatedById: of.createdById,
  LastModifiedDate: wireTime(of.lastModifiedDate),
  LastModifiedById: of.lastModifiedById,
  SystemModstamp: wireTime(of.lastModifiedDate),
});

export const numberOf = ({ major, minor, patch, build }: VersionNumber): ComponentRow => ({
  MajorVersion: major,
  MinorVersion: minor,
  PatchVersion: patch,
  BuildNumber: build,
});

/** The errors of a request, of which `parent` is the row. They have no life of their own: each is named by the request and its place. */
export const errorRows = (
  entry: Entry,
  request: Stamps & { readonly id: string; readonly errors: readonly string[] },
  { type, prefix, parent }: { readonly type: string; readonly prefix: string; readonly parent: ComponentRow },
): readonly ComponentRow[] =>
  request.errors.map((message, place) => ({
    ...attributes(entry, type, to18(`${prefix}${request.id.slice(6, 15)}${String(place).padStart(3, '0')}`)),
    ...stampsOf(request),
    ParentRequestId: request.id,
    ParentRequest: parent,
    Message: message,
  }));

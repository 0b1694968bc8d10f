import { demands } from '../../access/demands.ts';
import { ApiError } from '../../api-error.ts';
import { checkDeletable, checkManaged } from '../../packages/managed-components.ts';
import { dropMember, dropMembersOn } from '../../packages/members.ts';
import { checkName } from '../component-name.ts';
import { stampRecord } from '../component-records.ts';
import { invalidElement } from '../permissions/permission-entries.ts';
import { sorted } from '../print-xml.ts';
import { handlerFor } from '../registry.ts';
import { trackComponent } from '../tracking.ts';
import { type Asking, type Component, MetadataProblem, type Putting, type TypeName } from '../types.ts';
import type { Xml } from '../xml.ts';
import { checkUnused, forget } from './references.ts';

export type Applied = { readonly status: 'created' | 'changed' | 'unchanged' };

/** Puts one component into the org, and tells what that did to it. Throws MetadataProblem or ApiError. */
export function applyComponent(putting: Putting, { type, fullName, content }: Component): Applied {
  const handler = handlerFor(type);
  needRight(putting, type);
  checkName(putting, type, fullName);
  for (const element of Object.keys(content)) {
    if (element !== 'fullName' && element !== '@type' && handler.elements?.has(element) === false)
      throw invalidElement(element, type);
  }
  const { '@type': _, ...plain } = content;
  const present = handler.read(putting, fullName);
  const before = canonical(present);
  handler.put(putting, fullName, plain);
  const now = handler.read(putting, fullName);
  const after = canonical(now);
  const status = before === after ? 'unchanged' : before === undefined ? 'created' : 'changed';
  if (status === 'changed') checkManaged(putting, type, fullName, present, now);
  if (status !== 'unchanged') {
    stampRecord(putting, type, fullName);
    // What a package brings is no change that anybody would carry to another org.
    if (putting.installing === undefined)
      trackComponent(putting, type, handler.find(putting, fullName) ?? fullName, status);
  }
  return { status };
}

/** Takes one component out of the org; `undefined` when there is none. */
export function removeComponent(
  asking: Asking,
  type: TypeName,
  fullName: string,
): { readonly fullName: string } | undefined {
  const handler = handlerFor(type);
  needRight(asking, type);
  const found = handler.find(asking, fullName);
  if (found === undefined) return undefined;
  checkDeletable(asking, type, found);
  checkUnused(asking, type, found);
  handler.drop(asking, found);
  forget(asking, type, found);
  dropMember(asking.engine, type, found);
  if (type === 'CustomObject') {
    forget(asking, 'CustomTab', found);
    dropMembersOn(asking.engine, found);
  }
  if (asking.installing === undefined) trackComponent(asking, type, found, 'deleted');
  return { fullName: found };
}

/**
 * Each kind of component asks for the permission of the feature that it changes.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_modify_metadata_perm.htm
 */
function needRight(asking: Asking, type: TypeName): void {
  if (asking.allowed?.has(type)) return;
  asking.session.need(...handlerFor(type).neededToChange);
  asking.allowed?.add(type);
}

/** Whether the user may see components of this type. */
export function mayRead({ session }: Asking, type: TypeName): boolean {
  const { neededToRead } = handlerFor(type);
  return neededToRead.length === 0 || neededToRead.some((permission) => session.can(permission));
}

/** The Metadata API as a whole asks for one of these two. */
export function needMetadataRight({ session }: Asking): void {
  if (demands.metadataApi.some((permission) => session.can(permission))) return;
  throw new ApiError(
    403,
    'INSUFFICIENT_ACCESS',
    'Use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions',
  );
}

/** What went wrong with one component; anything but a refusal is thrown on. */
export function problemOf(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof MetadataProblem) return { code: error.code, message: error.message };
  if (error instanceof ApiError) return { code: error.code, message: error.message };
  throw error;
}

const canonical = (content: Xml | undefined): string | undefined => content && JSON.stringify(sorted(content));

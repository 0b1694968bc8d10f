import type { ObjectDef } from '../types.ts';
import { account } from './standard/account.ts';
import { accountContactRelation } from './standard/account-contact-relation.ts';
import { contact } from './standard/contact.ts';
import { groupObjects } from './standard/group.ts';
import { orgObjects } from './standard/org-objects.ts';
import { permissionObjects } from './standard/permission-objects.ts';
import { scratchOrgObjects } from './standard/scratch-orgs.ts';
import { user } from './standard/user.ts';

/** The objects that every org has from its first day, or has once what they need is switched on. */
export const standardObjects: readonly ObjectDef[] = [
  account,
  contact,
  accountContactRelation,
  user,
  ...groupObjects,
  ...permissionObjects,
  ...orgObjects,
  ...scratchOrgObjects,
];

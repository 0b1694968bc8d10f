import type { ObjectDef } from '../../types.ts';
import { auditFields, fieldMap, fieldOf, platformField, reference } from '../field-of.ts';

const setup = { custom: false, permissionable: false } as const;
const open = { permissionable: false } as const;

/** Public groups, and queues: groups that own rows. https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_group.htm */
export const groupObjects: readonly ObjectDef[] = [
  {
    ...setup,
    name: 'Group',
    label: 'Group',
    labelPlural: 'Groups',
    keyPrefix: '00G',
    fields: fieldMap('Group', [
      fieldOf('Name', 'Name', 'string', { length: 40, required: true, nameField: true, ...open }),
      fieldOf('DeveloperName', 'Developer Name', 'string', { length: 80, unique: true, ...open }),
      reference('RelatedId', 'Related ID', 'Related', ['User'], {
        creatable: false,
        updatable: false,
        ...open,
      }),
      fieldOf('Type', 'Type', 'picklist', {
        length: 40,
        required: true,
        updatable: false,
        picklist: { restricted: true, values: ['Regular', 'Queue'] },
        defaultValue: 'Regular',
        ...open,
      }),
      fieldOf('Email', 'Email', 'email', { length: 255, ...open }),
      reference('OwnerId', 'Owner ID', 'Owner', ['User'], { creatable: false, updatable: false, ...open }),
      fieldOf('DoesSendEmailToMembers', 'Send Email to Members', 'boolean', open),
      fieldOf('DoesIncludeBosses', 'Include Bosses', 'boolean', { defaultValue: true, ...open }),
      ...auditFields(),
    ]),
  },
  {
    ...setup,
    name: 'GroupMember',
    label: 'Group Member',
    labelPlural: 'Group Member',
    keyPrefix: '011',
    fields: fieldMap('Group Member', [
      reference('GroupId', 'Group ID', 'Group', ['Group'], {
        required: true,
        updatable: false,
        childRelationshipName: 'GroupMembers',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      reference('UserOrGroupId', 'User/Group ID', 'UserOrGroup', ['User', 'Group'], {
        required: true,
        updatable: false,
        deleteConstraint: 'Cascade',
        ...open,
      }),
      platformField('SystemModstamp', 'System Modstamp', 'datetime'),
    ]),
  },
  {
    ...setup,
    name: 'QueueSobject',
    label: 'Queue Sobject',
    labelPlural: 'Queue Sobject',
    keyPrefix: '03g',
    fields: fieldMap('Queue Sobject', [
      reference('QueueId', 'Group ID', 'Queue', ['Group'], {
        required: true,
        updatable: false,
        childRelationshipName: 'QueueSobjects',
        deleteConstraint: 'Cascade',
        ...open,
      }),
      fieldOf('SobjectType', 'Sobject Type', 'picklist', { length: 40, required: true, updatable: false, ...open }),
      reference('CreatedById', 'Created By ID', 'CreatedBy', ['User'], {
        creatable: false,
        updatable: false,
        ...open,
      }),
      platformField('SystemModstamp', 'System Modstamp', 'datetime'),
    ]),
  },
];

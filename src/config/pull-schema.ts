import { z } from 'zod';

const text = z.string({ error: 'must be a text' }).trim().min(1, { error: 'must not be empty' });

/** `Title`, `Tier__c`, `acme__Tier__c`, or one step to a parent: `Owner.Name`, `Region__r.Name`. */
const apiName = text.regex(/^[a-z]\w*(\.[a-z]\w*)?$/i, {
  error: 'must be the API name of a field, as Title or Tier__c, or of a field of its parent, as Owner.Name',
});

const chosenField = z
  .union(
    [
      apiName,
      z.strictObject({
        field: apiName.meta({ description: 'API name, as Title, Tier__c or Owner.Name.' }),
        as: text
          .max(255, { error: 'must have at most 255 characters' })
          .optional()
          .meta({ description: 'Name of the property in Heap. Default: made of the API name.' }),
        value: z
          .enum(['value', 'label'], { error: 'must be value or label' })
          .optional()
          .meta({ description: "What a picklist sends: its value (default), or its label in the user's language." }),
      }),
    ],
    { error: 'must be the API name of a field, or { field: …, as: … }' },
  )
  .meta({ examples: ['Title', 'Owner.Name'] });

const chosenFields = z.array(chosenField, { error: 'must be a list of fields' });

/** What Heap learns of Salesforce, as a person writes it. */
export const pullSchema = z
  .strictObject({
    contact: chosenFields.optional().meta({ description: 'Contact fields that become user properties.' }),
    account: chosenFields.optional().meta({ description: 'Account fields that become account properties.' }),
    accountProperty: text.optional().meta({
      description: "User property that holds the Id of a person's account. Default: account_id.",
    }),
    nulls: z
      .union(
        [
          z.enum(['skip', 'empty'], { error: 'must be skip, empty or { word: … }' }),
          z.strictObject({
            word: text
              .max(100, { error: 'must have at most 100 characters' })
              .meta({ description: 'What an emptied field becomes, as none.' }),
          }),
        ],
        { error: 'must be skip, empty or { word: … }' },
      )
      .optional()
      .meta({
        description:
          'What Heap gets when a field is emptied, since it cannot unset a property. skip (default): nothing, the old value stays. empty: an empty text. { word: … }: this word.',
      }),
    longValues: z.enum(['cut', 'refuse'], { error: 'must be cut or refuse' }).optional().meta({
      description:
        'What becomes of a value over 1023 characters, the most that Heap takes: cut (default), or left out. Either way it is counted.',
    }),
    createUsers: z.boolean({ error: 'must be true or false' }).optional().meta({
      description:
        'Write also people (and accounts) that Heap does not know yet, which makes users there. Default: false.',
    }),
    deleted: z.enum(['keep', 'mark'], { error: 'must be keep or mark' }).optional().meta({
      description:
        'What Heap learns of a deleted or merged record. keep (default): nothing. mark: the property "Salesforce Contact Deleted" (Account alike) turns true.',
    }),
    formulas: z
      .enum(['hourly', 'daily', 'weekly', 'never'], { error: 'must be hourly, daily, weekly or never' })
      .optional()
      .meta({
        description:
          'How often formula and roll-up fields are read again of all records: they change without a trace. Default: daily.',
      }),
    uniqueness: z
      .number({ error: 'must be a number' })
      .min(0, { error: 'must be from 0 to 100' })
      .max(100, { error: 'must be from 0 to 100' })
      .optional()
      .meta({
        description: 'Least share, in percent, of contacts with a join key whose key is theirs alone. Default: 90.',
      }),
  })
  .meta({ description: 'Salesforce fields that Heap gets, every hour.' });

/** The Heap that an environment writes to. */
export const heapSchema = z
  .union(
    [
      z.literal('local'),
      z.strictObject({
        appId: z
          .union([text, z.int().nonnegative()], { error: 'must be the id of a Heap environment' })
          .meta({ description: 'Id of the Heap environment: Account, Manage, Projects. It is no secret.' }),
        environment: z
          .enum(['development', 'production'], { error: 'must be development or production' })
          .meta({ description: 'What it is in Heap. A sandbox goes with development, production with production.' }),
        region: z
          .enum(['us', 'eu'], { error: 'must be us or eu' })
          .optional()
          .meta({ description: 'Where the Heap account lies. Default: us.' }),
      }),
    ],
    { error: 'must be local, or { appId: …, environment: development or production }' },
  )
  .meta({
    description: 'The Heap that fields are pulled into: local for the embedded one, or an environment of Heap.',
  });

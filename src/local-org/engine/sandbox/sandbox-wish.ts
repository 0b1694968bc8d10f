import { ApiError } from '../api-error.ts';
import { isId, to18 } from '../ids.ts';
import type { Engine, Session } from '../types.ts';
import { type SandboxInfo, type SandboxWish, sandboxBook } from './sandbox-book.ts';
import { licenceNamed } from './sandbox-licences.ts';

export interface Asking {
  readonly engine: Engine;
  readonly session: Session;
}

/** A row as a client sends it. */
export type Sent = Readonly<Record<string, unknown>>;

/** The sandbox that was asked for; what is not said stays as it was before. Throws ApiError. */
export function wishOf(asking: Asking, sent: Sent, before: SandboxInfo | undefined): SandboxWish {
  const usual: Omit<SandboxWish, 'sandboxName' | 'licenseType'> = {
    description: null,
    autoActivate: false,
    copyChatter: false,
    historyDays: 0,
    features: null,
    sourceId: null,
    activationUserGroupId: null,
  };
  let wish: Partial<SandboxWish> = before ?? usual;
  for (const [name, value] of Object.entries(sent)) {
    if (name === 'attributes' || (name === 'Id' && before !== undefined)) continue;
    const read = readers[name];
    if (read === undefined)
      throw new ApiError(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type SandboxInfo`);
    wish = { ...wish, ...read(value, asking) };
  }
  const { sandboxName, licenseType } = wish;
  const missing = [
    ...(sandboxName === undefined ? ['SandboxName'] : []),
    ...(licenseType === undefined ? ['LicenseType'] : []),
  ];
  if (sandboxName === undefined || licenseType === undefined)
    throw new ApiError(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${missing.join(', ')}]`, missing);
  if (before !== undefined && sandboxName.toLowerCase() !== before.sandboxName.toLowerCase())
    throw notSettable('SandboxName');
  return { ...usual, ...wish, sandboxName, licenseType };
}

/** What a client may say of a sandbox, each with how it is read. */
const readers: Readonly<Record<string, (value: unknown, asking: Asking) => Partial<SandboxWish>>> = {
  SandboxName: (value) => ({ sandboxName: nameOf(value) }),
  LicenseType(value) {
    const licence = typeof value === 'string' ? licenceNamed(value) : undefined;
    if (licence === undefined) throw notListed('License Type', value, 'LicenseType');
    return { licenseType: licence };
  },
  Description: (value) => ({ description: textOrNull(value, 'Description', 1000) }),
  AutoActivate: (value) => ({ autoActivate: value === true }),
  CopyChatter: (value) => ({ copyChatter: value === true }),
  HistoryDays: (value) => ({ historyDays: typeof value === 'number' ? value : 0 }),
  Features: (value) => ({ features: textOrNull(value, 'Features', 4000) }),
  SourceId(value, { engine }) {
    if (value === null) return { sourceId: null };
    const source = typeof value === 'string' ? sandboxBook(engine.documents).info(value) : undefined;
    if (source === undefined) throw noSuch('SourceId', value);
    return { sourceId: source.id, licenseType: source.licenseType };
  },
  ActivationUserGroupId(value, { engine }) {
    if (value === null) return { activationUserGroupId: null };
    const id = typeof value === 'string' && isId(value) ? to18(value) : '';
    if (engine.find('Group', ['Id'], { Id: id, Type: 'Regular' }).length === 0)
      throw noSuch('ActivationUserGroupId', value);
    return { activationUserGroupId: id };
  },
  ApexClassId(value) {
    // There are no classes here that could run after the copy.
    if (value !== null) throw noSuch('ApexClassId', value);
    return {};
  },
  TemplateId(value) {
    if (value !== null) throw noSuch('TemplateId', value);
    return {};
  },
};

/** https://help.salesforce.com/s/articleView?id=platform.data_sandbox_create.htm */
function nameOf(value: unknown): string {
  if (typeof value === 'string' && /^[A-Za-z][A-Za-z0-9]{0,9}$/.test(value)) return value;
  throw new ApiError(
    400,
    'FIELD_INTEGRITY_EXCEPTION',
    `Sandbox Name: a name has up to 10 letters and digits, a letter first: ${String(value).slice(0, 80)}`,
    ['SandboxName'],
  );
}

function textOrNull(value: unknown, field: string, most: number): string | null {
  if (value === null) return null;
  if (typeof value === 'string' && value.length <= most) return value;
  throw new ApiError(400, 'STRING_TOO_LONG', `${field}: data value too large (max length=${most})`, [field]);
}

export const notListed = (label: string, value: unknown, field: string): ApiError =>
  new ApiError(
    400,
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${label}: bad value for restricted picklist field: ${String(value).slice(0, 80)}`,
    [field],
  );

const noSuch = (field: string, value: unknown): ApiError =>
  new ApiError(400, 'INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${String(value).slice(0, 80)}`, [
    field,
  ]);

export const notSettable = (field: string): ApiError =>
  new ApiError(
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${field}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    [field],
  );

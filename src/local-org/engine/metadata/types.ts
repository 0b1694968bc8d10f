import type { Engine, Session, SystemPermission } from '../types.ts';
import type { Xml } from './xml.ts';

/** The metadata types that the org keeps; all others are unknown to it. */
export type TypeName =
  | 'CompactLayout'
  | 'CustomApplication'
  | 'CustomField'
  | 'CustomLabel'
  | 'CustomLabels'
  | 'CustomMetadata'
  | 'CustomObject'
  | 'CustomTab'
  | 'DuplicateRule'
  | 'FlexiPage'
  | 'GlobalValueSet'
  | 'Layout'
  | 'ListView'
  | 'MatchingRule'
  | 'MatchingRules'
  | 'PermissionSet'
  | 'Profile'
  | 'RemoteSiteSetting'
  | 'ReportType'
  | 'Settings'
  | 'StaticResource'
  | 'ValidationRule';

/** One piece of metadata, `Heap_Account_Usage__c.Account__c` of type CustomField, and where it came from. */
export interface Component {
  readonly type: TypeName;
  readonly fullName: string;
  readonly content: Xml;
  readonly place: Place;
}

export interface Place {
  /** Relative to the root of the zip. */
  readonly fileName: string;
  readonly line?: number;
  readonly column?: number;
}

/** Whoever changes or reads metadata, and on which org. */
export interface Asking {
  readonly engine: Engine;
  readonly session: Session;
  /** Deleted fields and objects are not kept for a while. */
  readonly purges?: boolean;
  /** Types that the user may change, as far as one deployment has found out; rights are those at its beginning. */
  readonly allowed?: Set<TypeName>;
  /** What is put comes with a package, behind this namespace where it has one. */
  readonly installing?: { readonly namespace: string | null };
}

/** What a component is checked against while it is put into the org. */
export interface Putting extends Asking {
  /** The API version in which the content is written, as 67. */
  readonly version: number;
  /** What comes with the same request. */
  readonly arriving?: readonly Component[];
  /** In the org already, or on its way with the same request. */
  has(type: TypeName, fullName: string): boolean;
}

/** How the org keeps one metadata type. */
export interface MetadataHandler {
  readonly type: TypeName;
  /** Folder and file ending in a zip; those of the parent for a child type. */
  readonly directory: string;
  readonly suffix: string;
  /** A child type lies in its parent's file, under this element; `alone` when its full name does not begin with the parent's. */
  readonly parent?: { readonly type: TypeName; readonly element: string; readonly alone?: true };
  /** The component is a file of any kind, its mark under this element; its XML lies beside it in `-meta.xml`. */
  readonly file?: string;
  /** The root element of its file; the type's name unless set. */
  rootOf?(fullName: string): string;
  readonly idPrefix: string;
  /** Elements that the type may have, besides `fullName`; any when absent. */
  readonly elements?: ReadonlySet<string>;
  /** Any one of these is enough. */
  readonly neededToChange: readonly SystemPermission[];
  readonly neededToRead: readonly SystemPermission[];
  /** Full names of all there are. */
  names(asking: Asking): readonly string[];
  /** The name as the org spells it; names are found in any case. */
  find(asking: Asking, fullName: string): string | undefined;
  /** What the component is made of, its children aside. */
  read(asking: Asking, fullName: string): Xml | undefined;
  /** Checks and applies. Throws MetadataProblem or ApiError. */
  put(putting: Putting, fullName: string, content: Xml): void;
  /** Throws MetadataProblem for what cannot be deleted. */
  drop(asking: Asking, fullName: string): void;
  /** Record Id, when the component is a row of its own. */
  recordId?(asking: Asking, fullName: string): string | undefined;
}

/** A component refused, in Salesforce's words. `code` is the status code of the row-by-row calls. */
export class MetadataProblem extends Error {
  override readonly name = 'MetadataProblem';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

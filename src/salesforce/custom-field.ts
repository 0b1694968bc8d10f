export type CustomFieldType = 'Number' | 'DateTime' | 'Date' | 'Text' | 'Checkbox' | 'Percent';

/** A custom field as it shall be. Names are API names: `Heap_Contact_Usage__c`, `Sessions_Past_7_Days__c`. */
export interface CustomFieldSpec {
  readonly object: string;
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly helpText: string;
  readonly type: CustomFieldType;
  /** Number and Percent: all digits, 18 at most. */
  readonly precision?: number;
  readonly scale?: number;
  /** Text: 255 at most. */
  readonly length?: number;
  readonly trackHistory?: boolean;
  readonly securityClassification?: 'Public' | 'Internal' | 'Confidential' | 'Restricted' | 'MissionCritical';
}

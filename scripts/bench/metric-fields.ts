/** Eight metrics of a contact. */
export const METRIC_FIELDS: readonly string[] = Array.from({ length: 8 }, (_, n) => `Metric_${n + 1}__c`);

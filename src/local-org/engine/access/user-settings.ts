/**
 * What the settings of a user may be, by field.
 * https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm
 */
export const userSettings: Readonly<Record<string, (value: string) => boolean>> = {
  TimeZoneSidKey: isTimeZone,
  LocaleSidKey: (value) => /^[a-z]{2,3}(_[A-Z][a-z]{3})?(_[A-Z]{2})?(_[A-Z]+)?$/.test(value),
  EmailEncodingKey: (value) => encodings.has(value),
  LanguageLocaleKey: (value) => languages.has(value),
};

const encodings: ReadonlySet<string> = new Set([
  'UTF-8',
  'ISO-8859-1',
  'Shift_JIS',
  'ISO-2022-JP',
  'EUC-JP',
  'ks_c_5601-1987',
  'Big5',
  'GB2312',
  'Big5-HKSCS',
  'x-SJIS_0213',
]);

/**
 * Fully supported languages, then end-user languages.
 * https://help.salesforce.com/s/articleView?id=platform.faq_getstart_what_languages_does.htm
 */
const languages: ReadonlySet<string> = new Set(
  `da de en_US es es_MX fi fr it ja ko nl_NL no pt_BR ru sv th zh_CN zh_TW
   ar bg cs el en_GB hr hu in iw pl pt_PT ro sk sl tr uk vi`.split(/\s+/),
);

/** Asking for any zone loads the tables of all of them, which a new org with these need not wait for. */
const zonesOfNewOrgs: ReadonlySet<string> = new Set(['America/Los_Angeles', 'GMT']);

function isTimeZone(value: string): boolean {
  if (zonesOfNewOrgs.has(value)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return /^[A-Z]/.test(value);
  } catch {
    return false;
  }
}

import { isOn, lasting, preferenceElements, setPreference } from '../../access/org-preferences.ts';
import { mayBeHub } from '../../org-kind.ts';
import { hasScratchOrgs } from '../../scratch-allocations.ts';
import { recordOf, saveContent } from '../component-records.ts';
import { elements } from '../elements.ts';
import { type Asking, type MetadataHandler, MetadataProblem } from '../types.ts';
import { flagOf, textOf } from '../xml.ts';
import { keptAsSent } from './kept-as-sent.ts';

const idPrefix = '0Sp';

/**
 * Settings of features. They belong to the org: what a file leaves out stays, and none can be deleted.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_settings.htm
 */
export const settings: MetadataHandler = {
  ...keptAsSent({
    type: 'Settings',
    directory: 'settings',
    suffix: 'settings',
    idPrefix,
    required: [],
    rootOf: (fullName) => `${fullName}Settings`,
  }),
  put(putting, fullName, content) {
    const { fullName: _, ...sent } = content;
    const switches = Object.entries(preferenceElements[fullName.toLowerCase()] ?? {});
    for (const [element, preference] of switches) {
      if (flagOf(sent, element) !== false || !lasting.has(preference)) continue;
      // The words are believed.
      if (isOn(putting.engine.documents, preference))
        throw new MetadataProblem('INVALID_INPUT', `${element}: cannot be disabled`);
    }
    const kept = recordOf(putting, 'Settings', fullName);
    saveContent(putting, 'Settings', idPrefix, kept?.fullName ?? fullName, { ...kept?.content, ...sent });
    for (const [element, preference] of switches) {
      const on = flagOf(sent, element);
      if (on === undefined) continue;
      if (preference === 'devHub') checkDevHub(putting, on);
      setPreference(putting.engine.documents, preference, on);
      putting.engine.preferencesSwitched();
    }
  },
  drop(_asking, fullName) {
    throw new MetadataProblem('INSUFFICIENT_ACCESS_OR_READONLY', `Cannot delete the settings ${fullName}`);
  },
};

/**
 * Which orgs can become Dev Hubs, and that they stay ones; the words are not documented, and believed.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_setup_enable_devhub.htm
 */
function checkDevHub({ engine }: Asking, on: boolean): void {
  if (on && !(mayBeHub(engine.kind) && hasScratchOrgs(engine.edition)))
    throw new MetadataProblem('INVALID_OPERATION', 'Dev Hub cannot be enabled in this organization');
  if (!on && isOn(engine.documents, 'devHub'))
    throw new MetadataProblem('INVALID_OPERATION', 'Dev Hub cannot be disabled once it is enabled');
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_remotesitesetting.htm */
export const remoteSiteSetting: MetadataHandler = keptAsSent({
  type: 'RemoteSiteSetting',
  elements: elements.RemoteSiteSetting,
  directory: 'remoteSiteSettings',
  suffix: 'remoteSite',
  idPrefix: '0rp',
  required: ['url', 'isActive', 'disableProtocolSecurity'],
  check(_putting, _fullName, content) {
    const url = textOf(content, 'url')!.trim();
    if (/^https?:\/\/[^\s/]+/i.test(url)) return;
    throw new MetadataProblem('FIELD_INTEGRITY_EXCEPTION', `Remote Site URL: Invalid URL: ${url}`);
  },
});

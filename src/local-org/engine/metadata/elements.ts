import type { TypeName } from './types.ts';

const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/**
 * The elements of each type, as its page of the Metadata API Developer Guide lists them.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_types_list.htm
 */
export const elements: Readonly<Record<TypeName, ReadonlySet<string>>> = {
  CustomObject: list(`actionOverrides allowInChatterGroups articleTypeChannelDisplay businessProcesses
    compactLayoutAssignment compactLayouts customHelp customHelpPage customSettingsType deploymentStatus deprecated
    description enableActivities enableBulkApi enableDataTranslation enableDivisions enableEnhancedLookup enableFeeds
    enableHistory enableLicensing enableReports enableSearch enableSharing enableStreamingApi eventType
    externalDataSource externalName externalRepository externalSharingModel fieldSets fields gender
    historyRetentionPolicy household indexes label listViews nameField pluralLabel profileSearchLayouts
    publishBehavior recordTypeTrackFeedHistory recordTypeTrackHistory recordTypes searchLayouts sharingModel
    sharingReasons sharingRecalculations startsWith validationRules visibility webLinks`),
  CustomField: list(`businessOwnerGroup businessOwnerUser businessStatus caseSensitive complianceGroup customDataType
    defaultValue deleteConstraint deprecated description displayFormat encryptionScheme escapeMarkup
    externalDeveloperName externalId fieldManageability formula formulaTreatBlanksAs inlineHelpText
    isAIPredictionField isConvertLeadDisabled isFilteringDisabled isNameField isSortingDisabled label length
    lookupFilter maskChar maskType metadataRelationshipControllingField populateExistingRows precision
    referenceTargetField referenceTo relationshipLabel relationshipName relationshipOrder reparentableMasterDetail
    required restrictedAdminField scale securityClassification startingNumber stripMarkup summarizedField
    summaryFilterItems summaryForeignKey summaryOperation trackFeedHistory trackHistory trackTrending translateData
    type unique valueSet visibleLines writeRequiresMasterRead`),
  ListView: list('booleanFilter columns division filterScope filters label language queue sharedTo'),
  CompactLayout: list('fields label'),
  CustomTab: list(`actionOverrides auraComponent customObject description flexiPage frameHeight hasSidebar icon label
    lwcComponent motif page scontrol splashPageLink url urlEncodingKey`),
  Layout: list(`customButtons customConsoleComponents emailDefault excludeButtons feedLayout headers layoutSections
    miniLayout multilineLayoutFields platformActionList quickActionList relatedContent relatedLists relatedObjects
    runAssignmentRulesDefault showEmailCheckbox showHighlightsPanel showInteractionLogPanel showKnowledgeComponent
    showRunAssignmentRulesCheckbox showSolutionSection showSubmitAndAttachButton summaryLayout`),
  CustomApplication: list(`actionOverrides brand consoleConfig defaultLandingTab description formFactors
    isNavAutoTempTabsDisabled isNavPersonalizationDisabled isNavTabPersistenceDisabled isOmniPinnedViewEnabled
    isServiceCloudConsole label logo navType preferences profileActionOverrides setupExperience subscriberTabs tabs
    uiType utilityBar workspaceConfig`),
  PermissionSet: list(`agentAccesses applicationVisibilities classAccesses customMetadataTypeAccesses customPermissions
    customSettingAccesses description emailRoutingAddressAccesses externalCredentialPrincipalAccesses
    externalDataSourceAccesses fieldPermissions flowAccesses hasActivationRequired label license objectPermissions
    pageAccesses recordTypeVisibilities servicePresenceStatusAccesses tabSettings userPermissions`),
  Profile: list(`applicationVisibilities categoryGroupVisibilities classAccesses custom customMetadataTypeAccesses
    customPermissions customSettingAccesses description externalDataSourceAccesses fieldLevelSecurities
    fieldPermissions flowAccesses layoutAssignments loginFlows loginHours loginIpRanges objectPermissions pageAccesses
    profileActionOverrides recordTypeVisibilities tabVisibilities userLicense userPermissions`),
};

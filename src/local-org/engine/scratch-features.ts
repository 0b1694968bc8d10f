/**
 * Features that a scratch org may be asked with, and those that are asked with a number behind, as `AddCustomTabs:10`.
 * https://developer.salesforce.com/docs/atlas.en-us.sfdx_dev.meta/sfdx_dev/sfdx_dev_scratch_orgs_def_file_config_values.htm
 */
const plain = `
  AIAttribution API AccountInspection AccountingSubledgerGrowthEdition AccountingSubledgerStarterEdition
  AccountingSubledgerUser AdmissionsConnectUser AdvisorLinkFeature AdvisorLinkPathwaysFeature
  AgentforceVibesIDEForDE AgentforceVibesUnmeteredAccess AllUserIdServiceAccess AnalyticsAdminPerms
  AnalyticsAppEmbedded ApexGuruCodeAnalyzer ApexIntegrationTests ApexUserModeWithPermSet ArcGraphCommunity
  Assessments AssociationEngine AuthorApex B2BCommerce B2BLoyaltyManagement B2CCommerceGMV B2CLoyaltyManagement
  B2CLoyaltyManagementPlus BYOCCaaS BYOOTT BatchManagement BenefitManagement BigObjectsBulkAPI BillingAdvanced
  Briefcase BudgetManagement BusinessRulesEngine CGAnalytics CMSMaxContType CMSMaxNodesPerContType CMSUnlimitedUse
  CPQ CacheOnlyKeys CampaignInfluence2 CascadeDelete CaseClassification CaseWrapUp ChangeDataCapture Chatbot
  ChatterEmailFooterLogo ChatterEmailFooterText ChatterEmailSenderName CleanEnergyProgramManagement CloneApplication
  Communities CompareReportsOrgPerm ConAppPluginExecuteAsUser ConnectedAppCustomNotifSubscription
  ConnectedAppToolingAPI ConsentEventStream ContactsToMultipleAccounts ContractApprovals ContractManagement
  ContractMgmtInd CoreCpq CustomFieldDataTranslation CustomNotificationType CustomerDataPlatform
  CustomerDataPlatformLite CustomerExperienceAnalytics DSARPortability DataComDnbAccounts DataComFullClean
  DataMaskUser DataProcessingEngine DebugApex DecisionTable DefaultWorkflowUser DeferSharingCalc DevOpsCenter
  DevelopmentWave DeviceTrackingEnabled DisableManageIdConfAPI DisclosureFramework Division DocGen DocGenDesigner
  DocGenInd DocumentChecklist DocumentReaderPageLimit DurableClassicStreamingAPI DurableGenericStreamingAPI
  DynamicClientCreationLimit EAOutputConnectors EASyncOut EAndUAgentforce EAndUCoreSales EAndUCoreSelfServicePortal
  EAndUCoreService EAndUCoreTimeSheetService EAndUDataKits EAndUDigitalSales EAndUSelfServicePortal ERMAnalytics
  EdPredictionM3Threshold EdPredictionTimeout EdPredictionTimeoutBulk EdPredictionTimeoutByomBulk
  Einstein1AIPlatform EinsteinAnalyticsPlus EinsteinArticleRecommendations EinsteinBuilderFree EinsteinDocReader
  EinsteinGPTForDevelopers EinsteinRecommendationBuilder EinsteinRecommendationBuilderMetadata EinsteinSalesRepFdbk
  EinsteinSearch EinsteinVisits EinsteinVisitsED EmbeddedLoginForIE EmergencyManagement EnableManageIdConfUI
  EnablePRM EnableSetPasswordInApi Enablement EnergyAndUtilitiesCloud Entitlements EntityTranslation EventLogFile
  ExcludeSAMLSessionIndex Explainability ExpressionSetMaxExecPerHour ExternalIdentityLogin FSCAlertFramework
  FSCServiceProcess FieldAuditTrail FieldServiceMobileExtension FinanceLogging FinancialServicesInsuranceUser
  FlowSites ForceComPlatform ForecastEnableCustomField Functions Fundraising GenericStreaming Grantmaking
  GuidanceHubAllowed HLSAnalytics HealthCloudAddOn HealthCloudEOLOverride HealthCloudForCmty
  HealthCloudMedicationReconciliation HealthCloudPNMAddOn HealthCloudUser HighVelocitySales
  HighVolumePlatformEventAddOn IdentityProvisioningFeatures IgnoreQueryParamWhitelist IndustriesActionPlan
  IndustriesBranchManagement IndustriesCompliantDataSharing IndustriesManufacturingCmty IndustriesMfgAccountForecast
  IndustriesMfgAdvncdAccFrcs IndustriesMfgPartnerVisitMgmt IndustriesMfgProgram IndustriesMfgRebates
  IndustriesMfgTargets InsightsPlatform InsuranceCalculationUser InsuranceClaimMgmt InsurancePolicyAdmin
  IntelligentDocumentReader Interaction InvestigativeCaseManagement InvocableActionExt InvoiceManagement IoT
  JigsawUser Knowledge LegacyLiveAgentRouting LifeSciencesCloudForCustomerEngagement LightningSalesConsole
  LightningScheduler LightningServiceConsole LiveAgent LiveMessage LongLayoutSectionTitles LoyaltyAnalytics
  LoyaltyEngine LoyaltyManagementStarter Macros MarketingCloud MarketingUser MaterialityAssessment
  MaxAudTypeCriterionPerAud MaxWishlistsItemsPerWishlist MaxWishlistsPerStoreAccUsr MinKeyRotationInterval
  MobileSecurity MobileVoiceAndLLM MultiCurrency MultiLevelMasterDetail MutualAuthentication MyTrailhead
  NonprofitCloudCaseManagementUser ObjectLinking OmnistudioDesigner OmnistudioMetadata OmnistudioRuntime
  OrderManagement OrderSaveBehaviorBoth OrderSaveLogicEnabled OutboundMessageHTTPSession OutcomeManagement
  PSSAssetManagement PardotScFeaturesCampaignInfluence PersonAccounts PipelineInspection PlatformCache
  PlatformEncryption ProcessBuilder ProductCatalogManagementAddOn ProductCatalogManagementPCAddOn
  ProductCatalogManagementViewerAddOn ProductsAndSchedules ProgramManagement ProviderFreePlatformCache
  ProviderManagement PublicSectorAccess PublicSectorApplicationUsageCreditsAddOn PublicSectorSiteTemplate
  RateManagement RecordTypes RefreshOnInvalidSession RevSubscriptionManagement S1ClientComponentCacheSize
  SAML20SingleLogout SCIMProtocol SFDOInsightsDataIntegrityUser SalesCloudEinstein SalesUser SalesforceContentUser
  SalesforceFeedbackManagementStarter SalesforceHostedMCP SalesforceIdentityForCommunities SalesforcePricing
  ScvMultipartyAndConsult SecurityEventEnabled SentimentInsightsFeature ServiceCatalog ServiceCloud
  ServiceCloudVoicePartnerTelephony ServiceUser SessionIdInLogEnabled SharedActivities Sites SocialCustomerService
  StateAndCountryPicklist StreamingAPI SurveyAdvancedFeatures SustainabilityApp SustainabilityCloud
  TCRMforSustainability TalentRecruitmentManagement TimeSheetTemplateSettings TimelineConditionsLimit
  TimelineEventLimit TimelineRecordTypeLimit TransactionFinalizers UsageManagement VolunteerManagement Walkthroughs
  WaveMaxCurrency WavePlatform WorkThanksPref Workflow WorkflowFlowActionFeature WorkplaceCommandCenterUser
`;
const counted = `
  AddCustomApps AddCustomObjects AddCustomRelationships AddCustomTabs AddDataComCRMRecordCredit
  AddInsightsQueryLimit AdditionalFieldHistory AssetScheduling CalloutSizeMB ConcStreamingClients
  ConsolePersistenceInterval EducationCloud EmpPublishRateLimit EncryptionStatisticsInterval EncryptionSyncInterval
  FieldService FieldServiceAppointmentAssistantUser FieldServiceDispatcherUser FieldServiceLastMileUser
  FieldServiceMobileUser FieldServiceSchedulingUser FinancialServicesCommunityUser FinancialServicesUser
  GenStreamingEventsPerDay HoursBetweenCoverageJob LoyaltyMaxOrderLinePerHour LoyaltyMaxProcExecPerHour
  LoyaltyMaxTransactions LoyaltyMaxTrxnJournals LoyaltyMaximumPartners LoyaltyMaximumPrograms MaxActiveDPEDefs
  MaxApexCodeSize MaxCustomLabels MaxDataSourcesPerDPE MaxDatasetLinksPerDT MaxDecisionTableAllowed
  MaxFavoritesAllowed MaxFieldsPerNode MaxInputColumnsPerDT MaxLoyaltyProcessRules MaxNoOfLexThemesAllowed
  MaxNodesPerDPE MaxOutputColumnsPerDT MaxSourceObjectPerDSL MaxStreamingTopics MaxUserNavItemsAllowed
  MaxUserStreamingChannels MaxWritebacksPerDPE MedVisDescriptorLimit MobileExtMaxFileSizeMB NumPlatformEvents
  PlatformConnect PlatformEventsPerDay ServiceCloudVoicePartnerTelephony StreamingEventsPerDay
  SubPerStreamingChannel SubPerStreamingTopic
`;

const inLowerCase = (names: string): ReadonlySet<string> => new Set(names.toLowerCase().trim().split(/\s+/));
const plainNames = inLowerCase(plain);
const countedNames = inLowerCase(counted);

/** The features of a list with semicolons: `API;AddCustomTabs:10`. */
export const featuresIn = (text: string): readonly string[] =>
  text
    .split(/[;,]/)
    .map((feature) => feature.trim())
    .filter((feature) => feature !== '');

/** Features are known in any case. */
export function isFeature(asked: string): boolean {
  const [name = '', number, ...rest] = asked.toLowerCase().split(':');
  if (number === undefined) return plainNames.has(name);
  return rest.length === 0 && countedNames.has(name) && /^[1-9]\d*$/.test(number);
}

export const hasFeature = (features: readonly string[], name: string): boolean =>
  features.some((feature) => feature.toLowerCase() === name.toLowerCase());

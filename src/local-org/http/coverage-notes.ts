const guide = (book: string, page: string): string =>
  `https://developer.salesforce.com/docs/atlas.en-us.${book}.meta/${book}/${page}.htm`;

/** What is served of resources whose pages tell more. Every other one is served whole. */
export const partly: Readonly<Record<string, string>> = {
  'GET sobjects/:object/describe/layouts':
    'the first layout deployed for the object, or one of all its fields; one record type',
  'GET sobjects/:object/describe/layouts/:recordType': 'the master record type',
  'GET sobjects/:object/describe/namedLayouts/:layout': 'there are none: every name is unknown',
  'GET sobjects/:object/describe/approvalLayouts': 'there are none: an empty list',
  'GET sobjects/:object/listviews': 'the list views that were deployed',
  'GET sobjects/:object/listviews/:view/describe': 'without whereCondition',
  'GET sobjects/:object/quickActions': 'there are none: an empty list',
  'GET sobjects/:object/quickActions/:action': 'there are none: every name is unknown',
  'GET sobjects/:object/:field/:value': 'by a key, and one relationship from a row; blobs are not kept',
  'GET sobjects/User/:id/password': 'passwords do not expire, since there is no way in by one',
  'POST sobjects/User/:id/password': 'the policy is checked; the password opens nothing',
  'DELETE sobjects/User/:id/password': 'a new password, which opens nothing',
  'GET quickActions': 'there are none: an empty list',
  'GET tabs': 'tabs of objects; without colours and icons',
  'GET theme': 'names only, without colours and icons',
  'GET appMenu/AppSwitcher': 'the apps that were deployed; without colours and icons',
  'GET appMenu/Salesforce1': 'an empty menu',
  'GET process/rules': 'there are none: an empty list',
  'POST process/rules': 'there are none: nothing is triggered',
  'GET process/approvals': 'there are none: an empty list',
  'POST process/approvals': 'there are none: refused with NO_APPLICABLE_PROCESS',
  'GET search': 'fields of text are read; without WITH clauses for what is not here, spelling and snippets',
  'GET parameterizedSearch': 'as far as the search above',
  'POST parameterizedSearch': 'as far as the search above',
  'GET limits': 'the allocations that this server counts; others are shown unused',
  'GET recent': 'rows that the user made or changed',
  'POST composite': 'resources of the REST API; not jobs or metadata',
  'POST composite/batch': 'resources of the REST API; without binary parts',
  'GET tooling/query':
    'the objects of packages, EntityDefinition, FieldDefinition, EntityParticle, components of fields, objects, validation rules, layouts, compact layouts, tabs, apps and global value sets, SourceMember, SandboxInfo, SandboxProcess, SourceTrackingSettings, and the objects of the data API',
  'GET tooling/sobjects': 'the objects of the data API',
  'GET tooling/sobjects/:object/describe':
    'SourceMember, SandboxInfo, SandboxProcess, SourceTrackingSettings, and the objects of the data API',
  'POST tooling/sobjects/:object':
    'the objects of packages, components of fields, layouts, compact layouts, tabs, apps, validation rules and global value sets, and SandboxInfo',
  'GET tooling/sobjects/:object/:id': 'the same components, rows of the objects described above, and of the data API',
  'PATCH tooling/sobjects/:object/:id':
    'the same components, SandboxInfo, RefreshAction of SandboxProcess, counters and flags of SourceMember, Package2 and Package2Version',
  'DELETE tooling/sobjects/:object/:id': 'the same components, and SandboxInfo',
  'POST tooling/sandboxAuth': 'for the user who asks; the answer that sf reads',
  'GET tooling/executeAnonymous':
    'nothing is compiled: code with a statement is answered as code that does not compile',
  'GET tooling/completions': 'an empty list',
  'POST tooling/runTestsSynchronous': 'there are no classes: each is refused as unknown',
  'POST tooling/runTestsAsynchronous': 'there are no classes: each is refused as unknown',
  'POST jobs/ingest': 'without assignment rules',
  'POST /services/async/:version/job': 'CSV, XML and JSON; without ZIP, chunking by primary keys and assignment rules',
};

/** A part of Salesforce that is not served. */
export interface NotOffered {
  readonly what: string;
  /** An address of it, to be asked for. */
  readonly path: string;
  readonly page: string;
}

/** What Salesforce has and this server answers as Salesforce answers an unknown address. */
export const notOffered: readonly NotOffered[] = [
  { what: 'Apex REST', path: '/services/apexrest/anything', page: guide('apexcode', 'apex_rest') },
  {
    what: 'Chatter and Connect REST API',
    path: '/services/data/v67.0/chatter/users/me',
    page: guide('chatterapi', 'intro_what_is_chatter_connect'),
  },
  {
    what: 'Reports and Dashboards',
    path: '/services/data/v67.0/analytics/reports',
    page: guide('api_analytics', 'sforce_analytics_rest_api_intro'),
  },
  {
    what: 'User Interface API',
    path: '/services/data/v67.0/ui-api/object-info',
    page: guide('uiapi', 'ui_api_get_started'),
  },
  {
    what: 'Invocable actions',
    path: '/services/data/v67.0/actions/standard',
    page: guide('api_action', 'actions_intro_invocable'),
  },
  {
    what: 'Asynchronous queries',
    path: '/services/data/v67.0/async-queries',
    page: guide('api_rest', 'intro_rest_resources'),
  },
  {
    what: 'Knowledge',
    path: '/services/data/v67.0/knowledgeManagement/settings',
    page: guide('api_rest', 'resources_knowledge_management'),
  },
  {
    what: 'Scheduler',
    path: '/services/data/v67.0/scheduling/available-territory',
    page: guide('api_rest', 'intro_rest_resources'),
  },
  {
    what: 'Relevant items',
    path: '/services/data/v67.0/sobjects/relevantItems',
    page: guide('api_rest', 'resources_relevant_items'),
  },
  {
    what: 'Event schemas',
    path: '/services/data/v67.0/event/eventSchema/any',
    page: guide('api_rest', 'intro_rest_resources'),
  },
  { what: 'Streaming API (CometD)', path: '/cometd/67.0', page: guide('api_streaming', 'intro_stream') },
  {
    what: 'SCIM',
    path: '/services/scim/v1/Users',
    page: 'https://help.salesforce.com/s/articleView?id=sf.identity_scim_overview.htm',
  },
  { what: 'Tooling API over SOAP', path: '/services/Soap/T/67.0', page: guide('api_tooling', 'intro_soap') },
];

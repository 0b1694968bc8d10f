const rest = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest';
const bulk = 'https://developer.salesforce.com/docs/atlas.en-us.api_asynch.meta/api_asynch';
const meta = 'https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta';
const objects = 'https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference';
const help = 'https://help.salesforce.com/s/articleView?id';

/** For what is common knowledge of the trade; the first to look at when a real org answers otherwise. */
export const known = 'background knowledge';

/** The pages that our beliefs come from: documentation, clients in wide use, and answers that others recorded. */
export const pages = {
  oauthErrors: `${help}=xcloud.remoteaccess_oauth_flow_errors.htm`,
  oauthIntrospect: `${help}=xcloud.remoteaccess_oidc_token_introspection_endpoint.htm`,
  soapLogin: `${help}=005132110`,
  retired: `${help}=000381744`,
  versions: `${rest}/resources_versions.htm`,
  limits: `${rest}/resources_limits.htm`,
  query: `${rest}/resources_query.htm`,
  queryOptions: `${rest}/headers_queryoptions.htm`,
  restErrors: `${rest}/errorcodes.htm`,
  rowCreate: `${rest}/dome_sobject_create.htm`,
  upsert: `${rest}/dome_upsert.htm`,
  collections: `${rest}/resources_composite_sobjects_collections.htm`,
  composite: `${rest}/resources_composite_composite.htm`,
  bulkCreate: `${bulk}/create_job.htm`,
  bulkStates: `${bulk}/bulk_api_2_job_states.htm`,
  bulkUpload: `${bulk}/upload_job_data.htm`,
  bulkRelationships: `${bulk}/datafiles_csv_rel_field_header_row.htm`,
  bulkResults: `${bulk}/get_job_failed_results.htm`,
  bulkValues: `${bulk}/datafiles_csv_valid_record_rows.htm`,
  bulkQueryCreate: `${bulk}/query_create_job.htm`,
  bulkQueryResults: `${bulk}/query_get_job_results.htm`,
  deployRest: `${meta}/meta_rest_deploy.htm`,
  deployResult: `${meta}/meta_deployresult.htm`,
  customField: `${meta}/customfield.htm`,
  permissionSet: `${meta}/meta_permissionset.htm`,
  fieldPermissions: `${objects}/sforce_api_objects_fieldpermissions.htm`,
  objectPermissions: `${objects}/sforce_api_objects_objectpermissions.htm`,
  sfdxCore: 'https://github.com/forcedotcom/sfdx-core/tree/main/src',
  jsforce: 'https://github.com/jsforce/jsforce/tree/main/src',
  sourceDeploy: 'https://github.com/forcedotcom/source-deploy-retrieve/tree/main/src/client',
  restforce: 'https://github.com/restforce/restforce/tree/main/spec/fixtures',
  airbyte:
    'https://github.com/airbytehq/airbyte/tree/master/airbyte-integrations/connectors/source-salesforce/source_salesforce',
  noFieldAccess: 'https://github.com/forcedotcom/idecore/issues/56',
  dependencies: 'https://wiki.sfxd.org',
} as const;

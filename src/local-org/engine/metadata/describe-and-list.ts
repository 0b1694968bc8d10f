import { ApiError } from '../api-error.ts';
import { mayRead, needMetadataRight } from './deploy/apply.ts';
import { type FileProperties, filePropertiesOf } from './file-properties.ts';
import { childrenOf, handlerOf, handlers } from './registry.ts';
import type { Asking } from './types.ts';

export interface DescribeMetadataResult {
  readonly metadataObjects: readonly {
    readonly childXmlNames: readonly string[];
    readonly directoryName: string;
    readonly inFolder: false;
    readonly metaFile: boolean;
    readonly suffix: string;
    readonly xmlName: string;
  }[];
  readonly organizationNamespace: '';
  readonly partialSaveAllowed: true;
  readonly testRequired: false;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_describe.htm */
export function describeMetadata(asking: Asking): DescribeMetadataResult {
  needMetadataRight(asking);
  return {
    metadataObjects: handlers
      .filter(({ parent }) => parent === undefined)
      .map(({ type, directory, suffix, file }) => ({
        childXmlNames: childrenOf(type).map((child) => child.type),
        directoryName: directory,
        inFolder: false,
        metaFile: file !== undefined,
        suffix,
        xmlName: type,
      })),
    organizationNamespace: '',
    partialSaveAllowed: true,
    testRequired: false,
  };
}

const mostQueries = 3;

/**
 * The components of some types. A type that the org does not keep has none: clients ask for every type that they know,
 * one by one, and take a fault for a failure.
 * https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_listmetadata.htm
 */
export function listMetadata(asking: Asking, types: readonly string[]): readonly FileProperties[] {
  needMetadataRight(asking);
  if (types.length > mostQueries) {
    throw new ApiError(
      400,
      'EXCEEDED_ID_LIMIT',
      `record limit reached. cannot submit more than ${mostQueries} records into this call`,
    );
  }
  return types.flatMap((type) => {
    const handler = handlerOf(type);
    if (handler === undefined || !mayRead(asking, handler.type)) return [];
    return handler.names(asking).map((fullName) => filePropertiesOf(asking, handler.type, fullName, ''));
  });
}

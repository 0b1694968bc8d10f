/** One line of a deployment's outcome. https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployresult.htm */
export interface DeployMessage {
  readonly changed: boolean;
  readonly columnNumber?: number;
  /** '' for package.xml itself. */
  readonly componentType: string;
  readonly created: boolean;
  readonly createdDate: string;
  readonly deleted: boolean;
  readonly fileName: string;
  readonly fullName: string;
  readonly id?: string;
  readonly lineNumber?: number;
  readonly problem?: string;
  readonly problemType?: 'Error' | 'Warning';
  readonly success: boolean;
}

export interface DeployDetails {
  readonly componentFailures: readonly DeployMessage[];
  readonly componentSuccesses: readonly DeployMessage[];
  /** This org runs no Apex: there is never a test. */
  readonly runTestResult: { readonly numFailures: 0; readonly numTestsRun: 0; readonly totalTime: 0 };
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deployresult.htm#DeployStatus */
export type DeployStatus =
  | 'Pending'
  | 'InProgress'
  | 'Canceling'
  | 'Succeeded'
  | 'SucceededPartial'
  | 'Failed'
  | 'Canceled';

/** A deployment as `checkDeployStatus` and the REST resource show it. */
export interface DeployResult {
  readonly canceledBy?: string;
  readonly canceledByName?: string;
  readonly checkOnly: boolean;
  readonly completedDate?: string;
  readonly createdBy: string;
  readonly createdByName: string;
  readonly createdDate: string;
  readonly details?: DeployDetails;
  readonly done: boolean;
  /** Why the deployment as a whole came to nothing; components have problems of their own. */
  readonly errorMessage?: string;
  readonly errorStatusCode?: string;
  readonly id: string;
  readonly ignoreWarnings: boolean;
  readonly lastModifiedDate: string;
  readonly numberComponentErrors: number;
  readonly numberComponentsDeployed: number;
  readonly numberComponentsTotal: number;
  readonly numberTestErrors: 0;
  readonly numberTestsCompleted: 0;
  readonly numberTestsTotal: 0;
  readonly rollbackOnError: boolean;
  readonly runTestsEnabled: boolean;
  readonly startDate?: string;
  readonly status: DeployStatus;
  readonly success: boolean;
}

/** https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_deploy.htm#deploy_options */
export interface DeployOptions {
  readonly allowMissingFiles: boolean;
  readonly autoUpdatePackage: boolean;
  readonly checkOnly: boolean;
  readonly ignoreWarnings: boolean;
  /** What is deleted is not kept for a while; only Developer Edition and sandboxes do so. */
  readonly purgeOnDelete: boolean;
  readonly rollbackOnError: boolean;
  readonly singlePackage: boolean;
  readonly testLevel: string | undefined;
}

/** Options from a request, XML or JSON; what is not said is "no", as in the SOAP API. */
export function deployOptions(said: (name: string) => unknown): DeployOptions {
  const flag = (name: string): boolean => said(name) === true || said(name) === 'true';
  const testLevel = said('testLevel');
  return {
    allowMissingFiles: flag('allowMissingFiles'),
    autoUpdatePackage: flag('autoUpdatePackage'),
    checkOnly: flag('checkOnly'),
    ignoreWarnings: flag('ignoreWarnings'),
    purgeOnDelete: flag('purgeOnDelete'),
    rollbackOnError: flag('rollbackOnError'),
    singlePackage: flag('singlePackage'),
    testLevel: typeof testLevel === 'string' && testLevel !== '' ? testLevel : undefined,
  };
}

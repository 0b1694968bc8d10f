export const DOCTOR_GROUPS = ['Connection', 'Permissions', 'Metrics', 'Pull', 'Source', 'Runs', 'Secrets'] as const;
export type DoctorGroup = (typeof DOCTOR_GROUPS)[number];

interface Check {
  readonly group: DoctorGroup;
  readonly title: string;
  /** Whether the org has to answer for it. */
  readonly asks: 'org' | 'nobody';
  /** Which way of the data it is about. */
  readonly of: 'both' | 'push' | 'pull';
}

const check = (group: DoctorGroup, title: string, asks: Check['asks'], of: Check['of'] = 'both'): Check => ({
  group,
  title,
  asks,
  of,
});

/** Everything that the doctor looks at, in the order in which it is told. */
export const CHECKS = {
  'sign-in': check('Connection', 'Sign-in', 'org'),
  edition: check('Connection', 'Edition', 'org'),
  'api-version': check('Connection', 'API version', 'org'),
  'metadata-api': check('Connection', 'Metadata API', 'org', 'push'),
  pairing: check('Connection', 'Org and Heap', 'org'),
  package: check('Connection', 'Heap package', 'org', 'push'),
  'api-requests': check('Connection', 'API requests', 'org'),
  storage: check('Connection', 'Data storage', 'org', 'push'),
  clock: check('Connection', 'Clocks', 'org'),
  'api-enabled': check('Permissions', 'API Enabled', 'org'),
  'customize-application': check('Permissions', 'Customize Application', 'org', 'push'),
  'modify-metadata': check('Permissions', 'Modify Metadata', 'org', 'push'),
  account: check('Permissions', 'Account', 'org'),
  contact: check('Permissions', 'Contact', 'org'),
  'key-fields': check('Permissions', 'Fields to match by', 'org'),
  'account-usage': check('Permissions', 'Heap Account Usage', 'org', 'push'),
  'contact-usage': check('Permissions', 'Heap Contact Usage', 'org', 'push'),
  'usage-fields': check('Permissions', 'Fields of the package', 'org', 'push'),
  'metric-field': check('Metrics', 'Metric fields', 'org', 'push'),
  history: check('Metrics', 'History tracking', 'org', 'push'),
  'validation-rules': check('Metrics', 'Validation rules', 'org', 'push'),
  'duplicate-rules': check('Metrics', 'Duplicate rules', 'org', 'push'),
  'join-key': check('Pull', 'Join key', 'org'),
  'chosen-field': check('Pull', 'Chosen fields', 'org', 'pull'),
  heap: check('Pull', 'Heap', 'nobody', 'pull'),
  'heap-app': check('Pull', 'App id', 'nobody', 'pull'),
  export: check('Source', 'Heap export', 'nobody'),
  'newest-dump': check('Source', 'Newest data', 'nobody'),
  schedule: check('Runs', 'Schedule', 'nobody'),
  'last-push': check('Runs', 'Last push', 'nobody', 'push'),
  'last-pull': check('Runs', 'Last pull', 'nobody', 'pull'),
  'config-file': check('Secrets', 'heap.config.yaml', 'nobody'),
  'state-folder': check('Secrets', 'State folder', 'nobody'),
  'sf-login': check('Secrets', 'Logins of sf', 'nobody'),
  'sign-in-file': check('Secrets', 'Files of the sign-in', 'nobody'),
} as const satisfies Readonly<Record<string, Check>>;

export type CheckName = keyof typeof CHECKS;

export const CHECK_NAMES = Object.keys(CHECKS) as CheckName[];

/** What a first configuration is to say; names are written as they are. */
export interface ConfigChoices {
  readonly source: { readonly connect: string } | { readonly files: string };
  readonly join: { readonly heap: string; readonly salesforce: string };
  readonly environment: string;
  readonly org: string;
  readonly admin?: string | undefined;
  /** `local`, or an environment of Heap. */
  readonly heap: 'local' | ConfigHeap | undefined;
  readonly metrics: readonly {
    readonly name: string;
    readonly level: string;
    readonly event: string;
    readonly measure: string;
    readonly lookback: string;
  }[];
  readonly fields: { readonly contact: readonly string[]; readonly account: readonly string[] };
}

export interface ConfigHeap {
  readonly appId: string;
  readonly environment: 'development' | 'production';
  readonly region: 'us' | 'eu';
}

/** The text of heap.config.yaml, with a comment on each part. */
export function configText(choices: ConfigChoices): string {
  const { source, join, metrics, fields } = choices;
  const [[kind, place] = []] = Object.entries(source);
  const parts = [
    `# What goes from Heap into Salesforce (metrics), and from Salesforce into Heap (pull). Written by heap-sf init; it is yours
# to change. heap-sf metrics plan and heap-sf usage push --dry-run show what would happen.`,
    `# The Heap data: connect: s3://bucket/prefix or a folder with a copy of that bucket, or files: a folder of Parquet, CSV or
# NDJSON. Paths start at this file's folder.
source:
  ${kind}: ${word(place ?? '')}`,
    `# How a person in Heap and a Contact are known to be the same, and how a person finds an Account. heap-sf join check
# tells how well it goes.
join:
  contact: { heap: ${word(join.heap)}, salesforce: ${word(join.salesforce)} }
  account: through contact`,
    `# Days begin at midnight in this zone; a lookback ends at the last midnight.
window:
  zone: America/Los_Angeles
  days: whole`,
    `# A run stops before the Salesforce API request that would pass one of these.
credits:
  perDay: 10000
  perRun: 5000`,
    AUTOMATIC,
    environmentText(choices),
    pullText(fields),
    metrics.length === 0
      ? ''
      : `# Each metric becomes a field on Heap Account Usage or Heap Contact Usage: heap-sf metrics apply. All measures,
# lookbacks and conditions are in docs/data-guide.md of heap-salesforce, under "Metrics".
metrics:
${metrics.map(metricText).join('\n')}`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What nobody is asked for: it stands there to be found. */
const AUTOMATIC = `# When heap-sf schedule run pulls and pushes: as it is without this. off switches one off.
# schedule:
#   pull: 0 * * * *
#   push: 0 0 * * *

# Who is told when a run fails, is late, finds much less than before or does nothing. Secrets stay in environment variables,
# which are named here; heap-sf alerts test sends a message to each.
# alerts:
#   to:
#     - webhook: HEAP_ALERT_WEBHOOK # its URL, as Slack gives it
#     - email: { to: [crm@acme.example], from: heap@acme.example, host: smtp.acme.example }`;

function environmentText({ environment, org, admin, heap }: ConfigChoices): string {
  const lines = [
    `  ${word(environment)}:`,
    `    org: ${word(org)}`,
    ...(admin === undefined ? [] : [`    admin: ${word(admin)} # who sets up and grants`]),
    ...heapLines(heap),
  ];
  return `# Orgs by name, each with the Heap that goes with it; --environment NAME picks one. With none picked, the local org is used.
environments:
${lines.join('\n')}`;
}

function heapLines(heap: ConfigChoices['heap']): readonly string[] {
  if (heap === undefined) return ['    # heap: { appId: 1234567890, environment: production } # for fields pull'];
  if (heap === 'local')
    return ['    heap: local # the embedded one; or { appId: 1234567890, environment: development }'];
  const region = heap.region === 'us' ? '' : `, region: ${heap.region}`;
  return [`    heap: { appId: ${word(heap.appId)}, environment: ${heap.environment}${region} }`];
}

function pullText({ contact, account }: ConfigChoices['fields']): string {
  if (contact.length + account.length === 0) return '';
  const list = (level: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`  ${level}:`, ...names.map((name) => `    - ${word(name)}`)];
  return `# Salesforce fields that Heap gets, as properties of users (contact) and of accounts (account); heap-sf fields select adds.
pull:
${[...list('contact', contact), ...list('account', account)].join('\n')}`;
}

function metricText({ name, level, event, measure, lookback }: ConfigChoices['metrics'][number]): string {
  return [
    `  - name: ${word(name)}`,
    `    level: ${level}`,
    `    event: ${word(event)}`,
    `    measure: ${measure}`,
    `    lookback: ${lookback}`,
  ].join('\n');
}

/** As YAML reads it as that very text: JSON's form is one of YAML's. */
function word(text: string): string {
  const isPlain =
    /^[A-Za-z][\w./@-]*(?: [\w./@-]+)*$/.test(text) && !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

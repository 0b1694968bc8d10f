/**
 * The client libraries, loaded when first needed: together they take over half a second, and most commands need one at most.
 */
export async function loadJsforce() {
  await import('./client-transport.ts');
  return import('@jsforce/jsforce-node');
}

/** `@salesforce/core`, which reads `sf`'s list of orgs. It keeps no log file of its own for us, unless asked. */
export async function loadCore(): Promise<typeof import('@salesforce/core')> {
  process.env['SF_DISABLE_LOG_FILE'] ??= 'true';
  await import('./client-transport.ts');
  const core = await import('@salesforce/core');
  quieten(core.Lifecycle);
  return core;
}

/** What reads the configuration of `sf`, without the rest of `@salesforce/core`: a fifth of its start. */
export async function loadConfigAggregator(): Promise<typeof import('@salesforce/core').ConfigAggregator> {
  process.env['SF_DISABLE_LOG_FILE'] ??= 'true';
  const { Lifecycle } = await import('@salesforce/core/lifecycle');
  quieten(Lifecycle);
  return (await import('@salesforce/core/configAggregator')).ConfigAggregator;
}

let quiet = false;

/** A warning that nobody listens to would go to the terminal, as the one that a local org speaks http. */
function quieten(lifecycle: typeof import('@salesforce/core').Lifecycle): void {
  if (quiet) return;
  quiet = true;
  lifecycle.getInstance().onWarning(async () => {});
}

export async function loadSourceDeploy(): Promise<typeof import('@salesforce/source-deploy-retrieve')> {
  await loadCore();
  return import('@salesforce/source-deploy-retrieve');
}

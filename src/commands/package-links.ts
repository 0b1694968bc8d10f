import { packageFolder } from '../base/own-package.ts';
import type { ReleasedPackage } from '../setup/released-package.ts';
import { defineCommand } from './command.ts';

type PackageLinks =
  | ({
      readonly status: 'released';
      readonly links: { readonly production: string; readonly sandbox: string };
      /** The same with `sf`. */
      readonly install: string;
    } & ReleasedPackage)
  | { readonly status: 'unreleased'; readonly steps: readonly string[] };

const STEPS = [
  'sf org login web --set-default-dev-hub --alias hub',
  'node scripts/release-package.ts --target-dev-hub hub',
];

export const packageLinks = defineCommand({
  words: ['package', 'links'],
  summary: 'Show where the Heap package is installed from, in production and in a sandbox',
  description:
    'The links open the installation in the browser; an admin chooses Install for All Users. Afterwards heap-sf setup assigns the permission sets. Asks no org.',
  examples: [{ line: 'package links --target-org uat', does: 'With the line of sf for that org' }],
  config: 'optional',
  async run({ settings }): Promise<PackageLinks> {
    const [{ readReleasedPackage }, { installLine, installLinks }] = await Promise.all([
      import('../setup/released-package.ts'),
      import('../setup/install-links.ts'),
    ]);
    const released = await readReleasedPackage(packageFolder);
    if (released === undefined) return { status: 'unreleased', steps: STEPS };
    const { target } = settings;
    const { versionId } = released;
    const org = target.kind === 'alias' ? target.alias : 'ALIAS';
    return { status: 'released', ...released, links: installLinks(versionId), install: installLine(versionId, org) };
  },
  // Whoever wants the links in a script must not go on without them.
  outcome: ({ status }) => (status === 'released' ? 'done' : 'failed'),
  show(data, look) {
    if (data.status === 'unreleased') {
      return [
        'No version of the package is released in this copy.',
        'heap-sf setup deploys the same objects and permission sets without one. To build one from a checkout:',
        ...data.steps.map((step) => `  ${step}`),
      ].join('\n');
    }
    return [
      `${data.name} ${data.version} (${data.versionId}). Install it for ${look.paint('bold', 'All Users')}, as an admin:`,
      `  production  ${data.links.production}`,
      `  sandbox     ${data.links.sandbox}`,
      'or with sf:',
      `  ${data.install}`,
      'Then: heap-sf setup',
    ].join('\n');
  },
});

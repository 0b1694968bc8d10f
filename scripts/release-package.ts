// Releases the package: creates it if there is none, builds a version of force-app/package, waits for it, promotes it,
// and writes its alias and its install links to sfdx-project.json and README.md. Says so and ends when that is done already.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NamedError } from '../src/base/errors.ts';
import { errorText } from '../src/frontends/render-error.ts';
import { release } from './release/release.ts';
import { openSf } from './release/sf.ts';

const usage = `node scripts/release-package.ts [--target-dev-hub ALIAS] [--project FOLDER]

  --target-dev-hub  the Dev Hub as sf knows it; the default one of sf unless named
  --project         where sfdx-project.json, package.json and README.md are; this checkout unless named
`;

const { stdout, stderr } = process;

process.exitCode = await main();

async function main(): Promise<number> {
  let values: ReturnType<typeof options>;
  try {
    values = options();
  } catch (error) {
    stderr.write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (values.help === true) {
    stdout.write(usage);
    return 0;
  }
  const folder = values.project ?? fileURLToPath(new URL('..', import.meta.url));
  const sf = openSf(folder, values['target-dev-hub']);
  try {
    await release({ folder, sf, say: (text) => void stdout.write(`${text}\n`) });
    return 0;
  } catch (error) {
    if (!(error instanceof NamedError)) throw error;
    stderr.write(`${errorText(error, stderr.isTTY === true)}\n`);
    return 1;
  }
}

function options() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      project: { type: 'string' },
      'target-dev-hub': { type: 'string', short: 'v' },
    },
  });
  return values;
}

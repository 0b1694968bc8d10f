import { strToU8, zipSync } from 'fflate';
import { type MetricDesk, openMetricDesk } from './metric-desk.ts';
import { projectFolder } from './project.ts';

/** A metric desk whose configuration chooses fields, and whose org gets fields of its own. */
export interface FieldDesk extends MetricDesk {
  /** Writes a configuration with a source and these lines. */
  choose(lines: string): Promise<void>;
  /** Deploys custom fields onto a standard object: the inside of each `fields` element by API name. */
  deployFields(object: string, fields: Readonly<Record<string, string>>): void;
  dropField(fullName: string): void;
  /** Deploys any files, as `settings/Currency.settings`. */
  deploy(types: Readonly<Record<string, string>>, files: Readonly<Record<string, string>>): void;
}

export async function openFieldDesk(): Promise<FieldDesk> {
  const desk = await openMetricDesk(
    '  - { name: Sessions, level: account, event: session, measure: count, lookback: all }\n',
  );
  const root = (tag: string, inner: string) =>
    strToU8(`<${tag} xmlns="http://soap.sforce.com/2006/04/metadata">${inner}</${tag}>`);
  const packageOf = (types: Readonly<Record<string, string>>) =>
    root(
      'Package',
      `${Object.entries(types)
        .map(([name, members]) => `<types>${members}<name>${name}</name></types>`)
        .join('')}<version>67.0</version>`,
    );
  function sent(files: Parameters<typeof zipSync>[0]): void {
    const outcome = desk.local.control.deploy(zipSync(files));
    if (outcome.status !== 'Succeeded') throw new Error(JSON.stringify(outcome));
  }
  return {
    ...desk,
    choose: (lines) => desk.writeAll(`source: { connect: "${projectFolder}/config/sample/export" }\n${lines}`),
    deployFields(object, fields) {
      const names = Object.keys(fields);
      const inside = names.map((name) => `<fields><fullName>${name}</fullName>${fields[name]}</fields>`).join('');
      sent({
        'package.xml': packageOf({
          CustomField: names.map((name) => `<members>${object}.${name}</members>`).join(''),
        }),
        [`objects/${object}.object`]: root('CustomObject', inside),
      });
    },
    dropField(fullName) {
      sent({
        'package.xml': packageOf({}),
        'destructiveChanges.xml': packageOf({ CustomField: `<members>${fullName}</members>` }),
      });
    },
    deploy(types, files) {
      const members = Object.fromEntries(
        Object.entries(types).map(([type, name]) => [type, `<members>${name}</members>`]),
      );
      const roots = Object.entries(files).map(([path, inner]) => {
        const tag = path.endsWith('.settings') ? `${types['Settings'] ?? ''}Settings` : 'CustomObject';
        return [path, root(tag, inner)] as const;
      });
      sent({ 'package.xml': packageOf(members), ...Object.fromEntries(roots) });
    },
  };
}

import { parseXml, XmlTrouble } from '../../engine/metadata/parse-xml.ts';
import { textOf } from '../../engine/metadata/xml.ts';
import { isObject } from '../rest/route.ts';
import { type AsyncAsk, asyncRefusal } from './async-route.ts';

/** The `jobInfo` that a client sent, in XML or JSON, as texts by name. */
export function readJobInfo({ body, json }: AsyncAsk): Readonly<Record<string, string | undefined>> {
  return json ? fromJson(body) : fromXml(body);
}

function fromJson(body: string): Readonly<Record<string, string | undefined>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw asyncRefusal('InvalidJob', `Failed to parse the job: ${error instanceof Error ? error.message : ''}`);
  }
  if (!isObject(parsed)) throw asyncRefusal('InvalidJob', 'The job has to be a JSON object');
  return Object.fromEntries(
    Object.entries(parsed).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );
}

function fromXml(body: string): Readonly<Record<string, string | undefined>> {
  try {
    const { root, content } = parseXml(body.trim());
    if (root !== 'jobInfo') throw asyncRefusal('InvalidXML', `Expected jobInfo, and found ${root}`);
    return Object.fromEntries(Object.keys(content).map((name) => [name, textOf(content, name)?.trim()]));
  } catch (error) {
    if (!(error instanceof XmlTrouble)) throw error;
    throw asyncRefusal('InvalidXML', error.message);
  }
}

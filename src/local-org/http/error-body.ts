import type { ApiErrorEntry } from '../engine/types.ts';
import { asyncError } from './async/async-error.ts';
import { restError } from './errors.ts';
import { faultEnvelope, type Namespaces } from './soap/envelope.ts';

/** An error's body, and the type that goes with it. */
export interface ErrorBody {
  readonly type: string;
  readonly text: string;
}

const json = 'application/json;charset=UTF-8';

const dataFaults = (name: string): Namespaces => ({
  api: `urn:${name}.soap.sforce.com`,
  records: `urn:sobject.${name}.soap.sforce.com`,
  faults: `urn:fault.${name}.soap.sforce.com`,
});
const alike = (namespace: string): Namespaces => ({ api: namespace, records: namespace, faults: namespace });

/** By the letter of a SOAP address. */
const namespaces: Readonly<Record<string, Namespaces>> = {
  m: alike('http://soap.sforce.com/2006/04/metadata'),
  u: dataFaults('partner'),
  c: dataFaults('enterprise'),
  s: alike('http://soap.sforce.com/2006/08/apex'),
};

/** Errors in the form of the API that was asked; `undefined` when it has the form of REST. */
const forms: readonly {
  readonly path: RegExp;
  body(errors: readonly ApiErrorEntry[], path: RegExpExecArray): ErrorBody;
}[] = [
  {
    path: /^\/services\/soap\/(\w)\//i,
    body: ([error = unknown], [, letter = '']) => ({
      type: 'text/xml; charset=UTF-8',
      text: faultEnvelope(namespaces[letter.toLowerCase()] ?? dataFaults('partner'), {
        code: `sf:${error.code}`,
        message: `${error.code}: ${error.message}`,
      }),
    }),
  },
  {
    path: /^\/services\/async\//i,
    body: (errors) => ({ type: 'application/xml', text: asyncError(errors, false) }),
  },
  {
    path: /^\/services\/oauth2\//i,
    body: ([error = unknown]) => ({
      type: json,
      text: JSON.stringify({ error: error.code, error_description: error.message }),
    }),
  },
];

const unknown: ApiErrorEntry = { code: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' };

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/errorcodes.htm */
export function errorBody(path: string, errors: readonly ApiErrorEntry[]): ErrorBody {
  for (const form of forms) {
    const fits = form.path.exec(path);
    if (fits !== null) return form.body(errors, fits);
  }
  return { type: json, text: JSON.stringify(errors.map(restError)) };
}

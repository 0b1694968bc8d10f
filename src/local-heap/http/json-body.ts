import { invalid } from '../rules/refused.ts';

/** A body of JSON, of which nobody makes objects before somebody needs them. */
export class JsonBody {
  readonly bytes: Buffer;
  #json: { readonly value: unknown } | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Throws Refused (400) when it is none. */
  json(): unknown {
    this.#json ??= { value: parseJson(this.bytes) };
    return this.#json.value;
  }
}

/** Throws Refused (400) when it is no JSON. */
export function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw invalid('The body is empty.');
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(`The body is no JSON: ${error.message}.`);
    throw error;
  }
}

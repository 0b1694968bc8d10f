/** https://developer.salesforce.com/docs/atlas.en-us.api_tooling.meta/api_tooling/sforce_api_calls_executeanonymous_result.htm */
export interface ApexResult {
  readonly column: number;
  readonly compileProblem: string | null;
  readonly compiled: boolean;
  readonly exceptionMessage: string | null;
  readonly exceptionStackTrace: string | null;
  readonly line: number;
  readonly success: boolean;
}

const ran: ApexResult = {
  column: -1,
  compileProblem: null,
  compiled: true,
  exceptionMessage: null,
  exceptionStackTrace: null,
  line: -1,
  success: true,
};

/**
 * What becomes of Apex code in an org that runs none: code that does nothing is done; the first statement of any other
 * is where the compiler stops, and says why.
 */
export function executeAnonymous(code: string): ApexResult {
  // A comment without an end is found in one go, and stays: it is where the compiler stops.
  const blank = code.replace(/\/\*[\s\S]*?(?:\*\/|($))|\/\/[^\n]*/g, (comment, endless?: string) =>
    endless === undefined ? comment.replace(/[^\n]/g, ' ') : comment,
  );
  const start = blank.search(/[^\s;]/);
  if (start < 0) return ran;
  const before = code.slice(0, start);
  return {
    ...ran,
    column: start - before.lastIndexOf('\n'),
    compileProblem: 'Apex is not available: this org does not compile or run it.',
    compiled: false,
    line: before.split('\n').length,
    success: false,
  };
}

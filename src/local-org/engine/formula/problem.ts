/** A formula that cannot be kept, in the words of Setup's "Check Syntax". */
export class FormulaProblem extends Error {
  override readonly name = 'FormulaProblem';
}

/** A formula that goes wrong over one row's values: what the screen shows as `#Error!`. */
export class FormulaError extends Error {
  override readonly name = 'FormulaError';
}

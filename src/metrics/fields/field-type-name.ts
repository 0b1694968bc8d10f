interface Sized {
  readonly type: string;
  readonly precision?: number;
  readonly scale?: number;
  readonly length?: number;
}

/** The type of a field as a person reads it in Setup: `Number(18, 0)`, `Text(80)`, `DateTime`. */
export function fieldTypeName({ type, precision, scale, length }: Sized): string {
  if (precision !== undefined) return `${type}(${precision}, ${scale ?? 0})`;
  return length === undefined ? type : `${type}(${length})`;
}

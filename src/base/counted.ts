/** 12345 as people read it: `12,345`. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** `1 row`, `12,345 rows`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

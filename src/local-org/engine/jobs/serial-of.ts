const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The running number of an Id that this org made. */
export function serialOf(id: string): number {
  return [...id.slice(6, 15)].reduce((sum, digit) => sum * 62 + digits.indexOf(digit), 0);
}

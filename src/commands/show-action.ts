import type { Look } from './look.ts';

/** What a person has to do next. A command at its end stands on a line of its own, unbroken, to be copied. */
export function showAction(action: string, look: Look): string {
  const at = action.indexOf(': heap-sf ');
  if (at < 0) return look.wrap(`- ${action}`);
  return `${look.wrap(`- ${action.slice(0, at + 1)}`)}\n    ${action.slice(at + 2)}`;
}

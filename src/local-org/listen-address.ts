import { Mistake } from '../base/errors.ts';
import { isLoopbackAddress } from '../base/loopback.ts';

/** Whether other machines can reach the address. Refused unless that was said in so many words. */
export function checkHost(host: string, allowed: boolean): boolean {
  if (isLoopbackAddress(host)) return false;
  if (allowed) return true;
  throw new Mistake({
    trouble: 'misuse',
    message: `Other machines could reach the local org at ${host}, and its login page asks for no password.`,
    actions: ['Leave the host out to serve this machine only.', 'Set allowOtherMachines if they shall reach it.'],
    facts: { host },
  });
}

/** How the address reads in a URL of this machine. */
export function shownHost(host: string): string {
  if (['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

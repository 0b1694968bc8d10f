/** Whether an address is this machine's own. A proxy does not know this machine as we do. */
export function isThisMachine(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}

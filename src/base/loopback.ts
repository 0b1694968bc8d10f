/** Whether a name stands for this machine, as names in addresses do: `localhost`, `app.localhost`, `127.0.0.1`. */
export function isLoopback(hostname: string): boolean {
  const name = hostname.toLowerCase();
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name.replace(/^\[(.*)\]$/, '$1'));
}

/** Whether a socket's address is one of this machine. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address === 'localhost' || /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

/** `localhost:7437` without its port. */
export function hostnameOf(host: string): string {
  return host.replace(/:\d{1,5}$/, '');
}

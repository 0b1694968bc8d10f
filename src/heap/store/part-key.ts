/** Where a part may lie, as keys: by its whole path in the bucket, or from its `sync_<number>/` on. */
export function keysOf({ named, dump }: { readonly named: string; readonly dump: number }): {
  readonly keys: readonly string[];
  readonly leadsOut: boolean;
} {
  const key = named.replace(/^[a-z0-9]+:\/\/[^/]*\//i, '').replace(/^\/+/, '');
  const tail = key.slice(Math.max(0, key.lastIndexOf(`sync_${dump}/`)));
  return { keys: [...new Set([key, tail])], leadsOut: key.split(/[/\\]/).includes('..') };
}

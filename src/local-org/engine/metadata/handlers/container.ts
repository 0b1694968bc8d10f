import type { Asking, MetadataHandler } from '../types.ts';

/** A type that is nothing but the file in which its children lie, as CustomLabels is of CustomLabel. */
export function container(child: MetadataHandler, nameFor: (childName: string) => string): MetadataHandler {
  const names = (asking: Asking): readonly string[] => [...new Set(child.names(asking).map(nameFor))];
  const find = (asking: Asking, fullName: string): string | undefined =>
    names(asking).find((name) => name.toLowerCase() === fullName.toLowerCase());
  return {
    type: child.parent!.type,
    directory: child.directory,
    suffix: child.suffix,
    idPrefix: child.idPrefix,
    elements: new Set([child.parent!.element]),
    neededToChange: child.neededToChange,
    neededToRead: child.neededToRead,
    names,
    find,
    read: (asking, fullName) => (find(asking, fullName) === undefined ? undefined : {}),
    put: () => undefined,
    drop(asking, fullName) {
      for (const name of child.names(asking)) if (nameFor(name) === fullName) child.drop(asking, name);
    },
  };
}

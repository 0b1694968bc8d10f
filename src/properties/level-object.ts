import type { Level } from '../config/settings.ts';

/** The object whose fields become the properties of a level. */
export const LEVEL_OBJECTS: Readonly<Record<Level, string>> = { contact: 'Contact', account: 'Account' };

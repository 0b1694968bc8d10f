import { ownModule } from '../base/own-package.ts';

/** How this program is started once more, whichever front end it was started by: the executable, and its first argument. */
export const OWN_PROGRAM: readonly string[] = [process.execPath, ownModule('cli')];

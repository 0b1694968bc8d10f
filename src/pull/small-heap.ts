import { setFlagsFromString } from 'node:v8';

/**
 * A pull's own objects are few: V8 would keep forty megabytes for young ones and let the old ones of the start pile up before it looks for
 * garbage, which is a fifth of all memory that a pull takes. Both flags hold from where they are set: to be imported before what is loaded
 * with much to do.
 */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--optimize-for-size');

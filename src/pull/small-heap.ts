import '../base/small-young-generation.ts';
import { setFlagsFromString } from 'node:v8';

/**
 * A pull's own objects are few, and V8 would let the old ones of the start pile up before it looks for garbage: with the young
 * generation kept small, that is a fifth of all memory that a pull takes. To be imported before what is loaded with much to do.
 */
setFlagsFromString('--optimize-for-size');

import { setFlagsFromString } from 'node:v8';

/**
 * Each chunk of a result file is garbage once it is written, and V8 looks for garbage when its young generation is full of objects,
 * which these buffers are hardly part of: a young generation that has grown to 16 MB lets some 60 MB of them pile up. V8 asks for
 * this factor whenever it would grow. To be imported before what is loaded with much to do, which makes it grow.
 */
setFlagsFromString('--semi-space-growth-factor=1');

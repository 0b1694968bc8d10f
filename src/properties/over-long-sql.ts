import { cutTo, isLonger } from '../warehouse/utf16-sql.ts';

/** Heap takes fewer than 1,024 characters. https://developers.heap.io/reference/add-user-properties */
export const LONGEST_VALUE = 1023;

/**
 * Whether a text has more characters than Heap takes. What a character is, Heap does not say. Its clients count in
 * JavaScript, where an emoji is two; that is the larger count, so that what fits by it fits by code points too.
 */
export function overLong(text: string): string {
  return isLonger(text, LONGEST_VALUE);
}

/** The beginning of an over-long text that fits. */
export function cutToFit(text: string): string {
  return cutTo(text, LONGEST_VALUE);
}

const form = /<(?:[\w.-]+:)?sessionId(?:\s[^<>]*)?>\s*([^<\s]{1,300})/;

/** The token in the SessionHeader of a SOAP message that has not been read yet, as clients write it. */
export const sessionIdIn = (message: string): string | undefined => form.exec(message)?.[1];

/** A draft and what is published are two documents; the draft has a name that no key can be. */
export const draftKey = (key: string): string => `draft ${key}`;

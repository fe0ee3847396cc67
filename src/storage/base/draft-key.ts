/**
 * Returns the key under which a draft is stored. No published definition can have such a key, because it contains a
 * space.
 */
export const draftKey = (key: string): string => `draft ${key}`;

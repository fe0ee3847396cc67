/** Keys of drafts. A draft is a document of its own, under a name that no key can have. */
export const draftKey = (key: string): string => `draft ${key}`;

/** Words that mark the old voice; messages and schema descriptions are free of them. */
export const MARKERS = /\b(anew|told|whom|whoever|of them|so many|beside|is there|goes by|would become)\b/i;

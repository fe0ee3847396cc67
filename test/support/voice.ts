/** Words of the old writing style, which messages and schema descriptions must not contain. */
export const MARKERS = /\b(anew|told|whom|whoever|of them|so many|beside|is there|goes by|would become)\b/i;

/** The type of an upload and its import on the page. */
import type { ImportsQuery } from '../../../../schema/generated/operations.js';

export type ImportRecord = ImportsQuery['imports'][number];

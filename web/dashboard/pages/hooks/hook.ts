/** The type of an incoming webhook on the page. */
import type { HooksQuery } from '../../../../schema/generated/operations.js';

export type Hook = HooksQuery['hooks']['edges'][number]['node'];

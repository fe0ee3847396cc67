/** An endpoint as the pages about endpoints show it. */
import type { EndpointListQuery } from '../../../../schema/generated/operations.js';

export type Endpoint = EndpointListQuery['webhookEndpoints']['edges'][number]['node'];

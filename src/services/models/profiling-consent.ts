/**
 * Consent purpose for drawing conclusions about individual customers. A customer is assumed to consent until the
 * customer withdraws consent.
 */
export const PROFILING = 'profiling';

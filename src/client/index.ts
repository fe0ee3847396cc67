/**
 * Entry point of the package `@strata-cdp/client`: the typed client, and every operation of schema/operations as a
 * typed document.
 */
export { StrataClient, type ClientOptions, type RequestOptions, type SubscribeOptions } from './client.js';
export { StrataError, Unreachable, type ErrorShape } from './error.js';
export * from '../../schema/generated/operations.js';

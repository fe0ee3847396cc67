/** Defines the form of test cases for the tracking format, and helper functions to write them. */
import assert from 'node:assert/strict';
import type { Loose } from '../support/server.js';
import type { Stored } from './door.js';

/** One hour before the time of the shop's clock. */
export const AT = '2026-03-10T11:00:00.000Z';

/** One test case: its input, the expected response, and the stored state afterwards. */
export interface Case {
  readonly name: string;
  /** Messages to send. Their userId is the user of the case, unless they set a different one. */
  readonly batch: readonly Loose[];
  readonly kept?: number;
  readonly rejected?: readonly string[];
  readonly warned?: readonly string[];
  /** Returns the identity whose stored state is compared. By default it is the user of the case. */
  readonly of?: (user: string) => readonly [value: string, namespace: string];
  readonly stored?: (stored: Stored | undefined, user: string) => void;
}

export const track = (event: unknown, properties: object = {}, more: object = {}): object => ({
  type: 'track',
  event,
  timestamp: AT,
  properties,
  ...more,
});
export const identify = (traits: object, more: object = {}): object => ({
  type: 'identify',
  timestamp: AT,
  traits,
  ...more,
});
export const types = (stored: Stored | undefined): string[] =>
  (stored?.events ?? []).map((event) => String(event.type)).sort();
export const first = (stored: Stored | undefined): Loose => stored!.events[0];

/** Asserts that the event has the expected properties. Other properties are ignored. */
export function has(stored: Stored | undefined, properties: object): void {
  const all = first(stored).properties;
  assert.deepEqual(Object.fromEntries(Object.keys(properties).map((name) => [name, all[name]])), properties);
}

/** Converts the context of a message to event properties. Warns about fields that are not kept. */
import { isbot } from 'isbot';
import { utm } from './names.js';
import type { Notes } from './notes.js';
import { isObject, type Json } from './values.js';

/**
 * Fields that are kept from each object in the context. For example, `app.name` is stored as the property `app_name`.
 * Fields that identify a device are omitted.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  app: ['name', 'version', 'build', 'namespace'],
  os: ['name', 'version'],
  device: ['type', 'manufacturer', 'model'],
  page: ['url', 'path', 'referrer', 'search', 'title'],
};

/** Maximum number of characters of a user agent that are examined. */
const LONGEST_AGENT = 1024;

/** Fields that clients send automatically and that are not kept. docs/API.md documents this. */
const NOT_KEPT = new Set(
  `active channel client_id clientId consent consentManagement externalId externalIds groupId groups
  instanceId integrations ip library location network networkInfo protocols receivedAt referrer screen sentAt sessionId
  sessionStart traits userAgent userAgentData user_agent`.split(/\s+/),
);

/**
 * Returns the properties in a context. They include campaign fields such as `utm_source`, `app_version`, `os_name`,
 * `device_type`, `locale` and `timezone`. The page address is `page_url`, or `url` for a page call. The property `bot`
 * is set if the user agent belongs to a known bot.
 */
export function contextProperties(context: Json, call: unknown, notes: Notes): Json {
  const found: [string, unknown][] = [];
  for (const [field, value] of Object.entries(context)) {
    if (field === 'campaign' && isObject(value)) found.push(...Object.entries(utm(value)));
    else if (Object.hasOwn(FIELDS, field) && isObject(value))
      for (const name of FIELDS[field])
        found.push([field === 'page' && call === 'page' ? name : `${field}_${name}`, value[name]]);
    else if (field === 'locale' || field === 'timezone') found.push([field, value]);
    else if (!NOT_KEPT.has(field) && value !== null)
      notes.add(`context.${field.slice(0, 64)}`, 'FIELD_NOT_KEPT', 'the format has no such field, or another type');
  }
  const agent = context.userAgent ?? context.user_agent;
  if (typeof agent === 'string' && isbot(agent.slice(0, LONGEST_AGENT))) found.push(['bot', true]);
  // Omit empty values. If a name occurs several times, keep its first value.
  return Object.fromEntries(found.filter(([, value]) => value !== '' && value !== null).toReversed());
}

/** Converts the context of a message to event properties, with warnings about fields that are not kept. */
import { isbot } from 'isbot';
import { utm } from './names.js';
import type { Notes } from './notes.js';
import { isObject, type Json } from './values.js';

/**
 * Fields of context objects and the property names under which they are stored. Fields that identify a device are left
 * out.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  app: ['name', 'version', 'build', 'namespace'],
  os: ['name', 'version'],
  device: ['type', 'manufacturer', 'model'],
  page: ['url', 'path', 'referrer', 'search', 'title'],
};

/** Characters of a user agent that are looked at. */
const LONGEST_AGENT = 1024;

/** Fields that clients send by themselves and that are not kept, as docs/API.md says. */
const NOT_KEPT = new Set(
  `active channel client_id clientId consent consentManagement externalId externalIds groupId groups
  instanceId integrations ip library location network networkInfo protocols receivedAt referrer screen sentAt sessionId
  sessionStart traits userAgent userAgentData user_agent`.split(/\s+/),
);

/**
 * Properties of the context: `utm_source` and the like, `app_version`, `os_name`, `device_type`, `page_url` (of a page
 * call `url`), `locale`, `timezone`, and `bot` where the user agent is a known robot's.
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
  // Values that say nothing are no properties; the first of a name is kept.
  return Object.fromEntries(found.filter(([, value]) => value !== '' && value !== null).toReversed());
}

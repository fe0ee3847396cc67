/** Settings documents that browser SDKs fetch before they send events. This server is the only destination in them. */
import type { IncomingMessage } from 'node:http';

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/;

/** Returns the host and scheme with which the page reached this server or its proxy. Undefined for a malformed host. */
function reachedBy({ headers }: IncomingMessage): { readonly host: string; readonly protocol: string } | undefined {
  const host = headers.host ?? '';
  if (!HOST.test(host)) return undefined;
  const forwarded = headers['x-forwarded-proto'];
  // Browsers block http requests of an https page.
  const secure = typeof forwarded === 'string' ? forwarded === 'https' : headers.origin?.startsWith('https:');
  return { host, protocol: secure ? 'https' : 'http' };
}

/** Returns the document `/v1/projects/<key>/settings` for analytics.js. */
export function analyticsSettings(req: IncomingMessage, key: string): object {
  const reached = reachedBy(req);
  const delivery = reached === undefined ? {} : { apiHost: `${reached.host}/v1`, protocol: reached.protocol };
  return {
    integrations: { 'Segment.io': { apiKey: key, ...delivery } },
    plan: { track: { __default: { enabled: true, integrations: {} } }, identify: {}, group: {} },
    edgeFunction: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}

/** Returns `/v1/sourceConfig` for RudderStack's SDK, whose `configUrl` is the address of this server with `/v1`. */
export function rudderSettings(key: string): object {
  return {
    source: {
      id: 'strata',
      name: 'strata',
      writeKey: key,
      enabled: true,
      workspaceId: 'strata',
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      connections: [],
      destinations: [],
      dataplanes: {},
    },
    isHosted: false,
  };
}

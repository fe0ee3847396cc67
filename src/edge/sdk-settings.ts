/** Settings documents that browser SDKs fetch before they send events. Their only destination is this server. */
import type { IncomingMessage } from 'node:http';

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/;

/**
 * Returns the host and the scheme that the page used for this server or its proxy. Returns undefined if the Host header
 * is malformed.
 */
function reachedBy({ headers }: IncomingMessage): { readonly host: string; readonly protocol: string } | undefined {
  const host = headers.host ?? '';
  if (!HOST.test(host)) return undefined;
  const forwarded = headers['x-forwarded-proto'];
  // Browsers block HTTP requests from an HTTPS page, so the scheme must be correct.
  const secure = typeof forwarded === 'string' ? forwarded === 'https' : headers.origin?.startsWith('https:');
  return { host, protocol: secure ? 'https' : 'http' };
}

/** Returns the settings document that analytics.js fetches from `/v1/projects/<key>/settings`. */
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

/**
 * Returns the settings document that RudderStack's SDK fetches from `/v1/sourceConfig`. The `configUrl` of the SDK must
 * be the URL of this server followed by `/v1`.
 */
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

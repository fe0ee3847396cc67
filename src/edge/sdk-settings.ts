/** The settings documents that browser SDKs fetch before they send anything: everything goes to this server alone. */
import type { IncomingMessage } from 'node:http';

const HOST = /^[A-Za-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-fA-F:]+\](:\d{1,5})?$/;

/** The host and scheme that the page reached this server by, also behind a proxy; undefined for a malformed host. */
function reachedBy({ headers }: IncomingMessage): { readonly host: string; readonly protocol: string } | undefined {
  const host = headers.host ?? '';
  if (!HOST.test(host)) return undefined;
  const forwarded = headers['x-forwarded-proto'];
  // A page over https can fetch nothing over http.
  const secure = typeof forwarded === 'string' ? forwarded === 'https' : headers.origin?.startsWith('https:');
  return { host, protocol: secure ? 'https' : 'http' };
}

/** `/v1/projects/<key>/settings` of analytics.js. */
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

/** `/v1/sourceConfig` of RudderStack's SDK, whose `configUrl` is the address of this server with `/v1`. */
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

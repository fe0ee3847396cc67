/** A client for the tracking API of a running server, which also reads the stored state of a customer. */
import { checked } from '../support/refusals.js';
import type { Caller, Loose, TestServer } from '../support/server.js';

export interface Warned {
  readonly index: number;
  readonly field: string;
  readonly reason: string;
}

export interface Answered {
  readonly status: number;
  readonly body: Loose;
}

/** The state of one customer as the API returns it. */
export interface Stored {
  readonly identities: readonly string[];
  readonly tags: Readonly<Record<string, unknown>>;
  readonly events: readonly Loose[];
}

export class Door {
  constructor(
    private readonly server: TestServer,
    private readonly admin: Caller,
    private readonly workspace: string,
    private readonly key = server.token(workspace, ['events:write', 'tags:write:shop'], 'web'),
  ) {}

  /** Sends a body. A string is sent unchanged. */
  async send(path: string, body: unknown): Promise<Answered> {
    const res = await fetch(this.server.url.replace('/graphql', `/v1/${path}`), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${this.key}:`).toString('base64')}`,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: res.status, body: checked(await res.json()) };
  }

  /** Returns the same client with a key of another class. */
  as(keyClass: 'PUBLIC' | 'SERVER'): Door {
    const key = this.server.token(this.workspace, ['events:write'], 'web', 3600, keyClass);
    return new Door(this.server, this.admin, this.workspace, key);
  }

  /** Returns the customer of an identity, or undefined. */
  async stored(value: string, namespace = 'member_id'): Promise<Stored | undefined> {
    const { profile } = await this.admin.ask(
      `query($i:IdentityInput!){profile(identity:$i){identities{namespace value} tags{key value}
        events(first:50){edges{node{type occurredAt amount currency orderId coupon properties
          lines{lineId sku name brand category quantity amount}}}}}}`,
      { i: { namespace, value } },
    );
    if (!profile) return undefined;
    return {
      identities: profile.identities.map((i: Loose) => `${i.namespace} ${i.value}`).sort(),
      tags: Object.fromEntries(profile.tags.map((tag: Loose) => [tag.key, tag.value])),
      events: profile.events.edges.map((edge: Loose) => edge.node),
    };
  }
}

/** Returns the warnings of a response without their messages. */
export const warned = (answer: Answered): string[] =>
  answer.body.warnings.map(({ index, field, reason }: Warned) => `${index} ${field} ${reason}`);

/** Returns the rejections of a response without their messages. */
export const rejected = (answer: Answered): string[] =>
  answer.body.rejected.map(({ index, reason }: Warned) => `${index} ${reason}`);

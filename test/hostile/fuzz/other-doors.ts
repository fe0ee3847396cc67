/** Prepares the doors that need something to exist first: uploads, links for fewer messages, and sign-ins at a provider. */
import { request, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { KeptCaller } from '../../support/kept-caller.js';

/** A sign-in that has begun at the OpenID provider: its cookie, and the address to which the provider redirects. */
interface BegunSignIn {
  readonly cookie: string;
  readonly path: string;
}

export interface OtherDoors {
  /** Ids of uploads that wait for their parts. */
  readonly uploads: readonly string[];
  /** Paths of links for fewer messages. */
  readonly links: readonly string[];
  readonly signIns: readonly BegunSignIn[];
}

export const NO_OTHER_DOORS: OtherDoors = { uploads: [], links: [], signIns: [] };

const SIGN_INS = 4;
const UPLOADS = 4;
/** Stated size of each upload. It is never reached, so that its parts are always expected. */
const UPLOAD_BYTES = 1_000_000_000;

type Data = Readonly<Record<string, unknown>>;

async function dataOf<T = Data>(caller: KeptCaller, document: string): Promise<T> {
  const { data, errors } = JSON.parse(await caller.ask(document)) as { data: T; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

/** Announces files, of which the fuzzer sends parts. */
async function uploads(caller: KeptCaller): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < UPLOADS; i++) {
    const made = await dataOf<{ createUpload: { id: string } }>(
      caller,
      `mutation{createUpload(input:{name:"f${i}.csv",bytes:${UPLOAD_BYTES}}){id}}`,
    );
    ids.push(made.createUpload.id);
  }
  return ids;
}

/** Sends messages to two customers, and returns the paths of the links in them. */
async function links(caller: KeptCaller): Promise<string[]> {
  const customer = (name: string): string =>
    `{messageId:"${name}",type:"searched",occurredAt:"2026-03-09T10:00:00Z",identities:[{namespace:"member_id",value:"${name}"},{namespace:"phone",value:"1380000${name.length}00${name.charCodeAt(0) % 10}"}]}`;
  await dataOf(
    caller,
    `mutation{
      defineSegment(input:{key:"searchers",expression:"did(searched)"},wait:true){job{id}}
      defineWebhookEndpoint(input:{key:"crm",url:"https://crm.example/hook"}){endpoint{key}}
      setReachRules(input:{channels:[{channel:"sms",namespace:"phone"}],consentDefaults:[{purpose:"marketing",permission:UNLESS_WITHDRAWN}]}){version}
      ingestEvents(events:[${customer('Anna')},${customer('Berta')}]){accepted}
    }`,
  );
  await dataOf(
    caller,
    `mutation{
      defineCampaign(input:{key:"linked",at:"2026-03-10T01:00:00Z",audience:"searchers",channels:[{channel:"sms",endpoint:"crm",body:"{{ link.fewer_messages }}"}]}){key}
      startCampaign(key:"linked"){state}
      advanceClock(to:"2026-03-10T02:00:00Z"){now}
    }`,
  );
  interface Received {
    readonly receivedMessages: { readonly edges: readonly { readonly node: { readonly body: string } }[] };
  }
  const { receivedMessages } = await dataOf<Received>(caller, '{receivedMessages(first:10){edges{node{body}}}}');
  return receivedMessages.edges.flatMap(({ node }) => {
    const [path] = /\/fewer\/[\w.-]+/.exec(node.body) ?? [];
    return path === undefined ? [] : [path];
  });
}

/** Begins sign-ins at the provider as a browser does. The fuzzer sends some of the redirects back. */
async function signIns(port: number): Promise<BegunSignIn[]> {
  const begun: BegunSignIn[] = [];
  for (let i = 0; i < SIGN_INS; i++) {
    const headers = { host: 'strata', 'sec-fetch-mode': 'navigate' };
    const req = request({ port, host: '127.0.0.1', path: '/session/openid', headers });
    req.end();
    const [res] = (await once(req, 'response')) as [IncomingMessage];
    res.resume();
    const cookie = /^[^;]+/.exec(res.headers['set-cookie']![0])![0];
    const page = await (await fetch(res.headers.location!)).text();
    const back = new URL(/href="([^"]+)"/.exec(page)![1].replaceAll('&amp;', '&'));
    begun.push({ cookie, path: back.pathname + back.search });
  }
  return begun;
}

/** Prepares the doors of a server with an OpenID provider. `caller` is an administrator of the workspace. */
export async function openOtherDoors(caller: KeptCaller, port: number): Promise<OtherDoors> {
  const found = { uploads: await uploads(caller), links: await links(caller), signIns: await signIns(port) };
  if (found.links.length === 0) throw new Error('no message contains a link');
  return found;
}

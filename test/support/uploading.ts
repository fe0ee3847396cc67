/** Uploads files in tests, part by part, and follows their imports. */
import { checked } from './refusals.js';
import { eventually, type Caller, type Loose, type TestServer } from './server.js';

const FIELDS =
  'id name bytes received state source share reason message counts{accepted duplicates tagged points entries leftOut rejected partial}';

export interface PartAnswer {
  readonly status: number;
  readonly body: Loose;
}

/** Sends a part of a file. */
export async function putPart(
  server: TestServer,
  path: string,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>>,
): Promise<PartAnswer> {
  const response = await fetch(new URL(`/imports/${path}`, server.url), {
    method: 'PUT',
    headers,
    body: Buffer.from(body),
  });
  return { status: response.status, body: checked(await response.json()) };
}

export const bearerOf = ({ token }: Caller): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

export class Uploading {
  constructor(
    private readonly server: TestServer,
    readonly caller: Caller,
  ) {}

  /** Announces a file and returns its id. */
  async create(name: string, bytes: number): Promise<string> {
    const { createUpload } = await this.caller.ask('mutation($i:UploadInput!){createUpload(input:$i){id}}', {
      i: { name, bytes },
    });
    return createUpload.id;
  }

  /** Uploads a file in parts of a size. Returns its id. */
  async send(name: string, contents: string | Uint8Array, partBytes = 1 << 20): Promise<string> {
    const bytes = Buffer.from(contents);
    const id = await this.create(name, bytes.length);
    for (let at = 0; at < bytes.length; at += partBytes) {
      const part = bytes.subarray(at, at + partBytes);
      const { status, body } = await putPart(this.server, `${id}?offset=${at}`, part, bearerOf(this.caller));
      if (status !== 200) throw new Error(JSON.stringify(body));
    }
    return id;
  }

  async guess(id: string): Promise<Loose> {
    const query = 'query($id:String!){guessImportMapping(id:$id){mapping columns{name values}}}';
    return (await this.caller.ask(query, { id })).guessImportMapping;
  }

  async look(id: string, mapping: object): Promise<Loose> {
    const query =
      'query($id:String!,$m:String!){previewImport(id:$id,mapping:$m){problems rows{row isLeftOut cells{column value} facts{kind fact} problems}}}';
    return (await this.caller.ask(query, { id, m: JSON.stringify(mapping) })).previewImport;
  }

  async start(id: string, mapping: object): Promise<Loose> {
    const query = `mutation($id:String!,$m:String!){startImport(id:$id,mapping:$m){${FIELDS}}}`;
    return (await this.caller.ask(query, { id, m: JSON.stringify(mapping) })).startImport;
  }

  async read(id: string): Promise<Loose> {
    return (await this.caller.ask(`query($id:String!){import(id:$id){${FIELDS}}}`, { id })).import;
  }

  /** Waits until an import has ended, and returns it. */
  async ended(id: string): Promise<Loose> {
    let found: Loose;
    await eventually(async () => {
      found = await this.read(id);
      return ['DONE', 'FAILED', 'CANCELLED'].includes(found.state);
    }, 'an import that has ended');
    return found;
  }

  /** Returns the rejected rows of an import. */
  async rejects(id: string): Promise<Loose[]> {
    const response = await fetch(new URL(`/imports/${id}/rejects.ndjson`, this.server.url), {
      headers: bearerOf(this.caller),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  }
}

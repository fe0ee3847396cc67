/** Runs `strata import` in tests: writes the input files, runs the command, and reads the files it leaves behind. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { strataCommand } from './command.js';
import { TestServer, type Caller, type Loose } from './server.js';

export interface Reject {
  readonly row: number;
  readonly reason: string;
  readonly raw?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly kept?: boolean;
}

type Ran = Awaited<ReturnType<typeof strataCommand>>;

export class Importing {
  readonly folder = mkdtempSync(join(tmpdir(), 'strata-import-'));

  constructor(private readonly server: TestServer) {}

  write(name: string, contents: string | Buffer): void {
    writeFileSync(join(this.folder, name), contents);
  }

  /** Imports an existing file into a workspace. */
  run(workspace: string, file: string, mapping: object, ...more: readonly string[]): Promise<Ran> {
    const name = `${file}.mapping.json`;
    this.write(name, JSON.stringify(mapping));
    return this.strata('import', file, '--mapping', name, '--workspace', workspace, ...more);
  }

  strata(...args: readonly string[]): Promise<Ran> {
    return strataCommand(this.server, this.folder, args);
  }

  rejects(name: string): readonly Reject[] {
    const file = join(this.folder, name);
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Reject).sort((a, b) => a.row - b.row);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Before the tests of a file, starts a server and creates a folder for input files. Removes both after the tests. */
export function withImporting(use: (server: TestServer, files: Importing) => void): void {
  let server: TestServer;
  let files: Importing;
  before(async () => {
    server = await TestServer.start();
    files = new Importing(server);
    use(server, files);
  });
  after(async () => {
    files.remove();
    await server.remove();
  });
}

/** Returns the events of a customer, oldest first. */
export async function eventsOf(
  admin: Caller,
  value: string,
  fields: string,
  namespace = 'customer_id',
): Promise<Loose[]> {
  const { profile } = await admin.ask(
    `query($v:String!,$n:String!){profile(identity:{namespace:$n,value:$v}){events(first:50){edges{node{${fields}}}}}}`,
    { v: value, n: namespace },
  );
  return (profile?.events.edges ?? []).map((e: Loose) => e.node).reverse();
}

/** Tests `strata seed` as the README shows it: it creates another shop while the server is stopped. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { strataCommand } from '../support/command.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.close();
});
after(() => server.remove());

test('without an anchor the clock of a new shop is real time', async () => {
  const { code, output } = await strataCommand(server, server.dir, ['seed', 'big', '--customers', '20']);
  assert.equal(code, 0, output);
  assert.match(output, /big ready/);
  await server.open();
  const { sandbox } = (await server.running.services.stores.workspaces.get('big'))!;
  assert.equal(sandbox?.running, true);
  assert.equal(sandbox?.base, sandbox?.setAt);
});

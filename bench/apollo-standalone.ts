/**
 * The baseline of the profile benchmark: the same schema and store behind Apollo's standalone server with default
 * settings.
 */
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { operationContext, type Api, type Context } from '../src/graphql/context.js';
import { createSchema } from '../src/graphql/schema.js';
import { pause } from '../src/pause.js';
import { createServices } from '../src/services/create-services.js';
import { Mongo } from '../src/storage/base/mongo.js';
import { createStores } from '../src/storage/stores.js';

const [uri, workspace] = process.argv.slice(2);
const mongo = await Mongo.connect(uri, 'strata', 30_000);
const services = createServices(createStores(mongo), pause);
const api = { services } as Api;
const principal = { workspace, subject: 'bench', scopes: new Set(['admin']), expiresAt: Infinity };
const { url } = await startStandaloneServer(new ApolloServer<Context>({ schema: await createSchema() }), {
  listen: { port: 0, host: '127.0.0.1' },
  context: () => Promise.resolve(operationContext(api, principal)),
});
console.log(`ready at http://localhost:${new URL(url).port}`);
process.on('SIGTERM', () => process.exit(0));

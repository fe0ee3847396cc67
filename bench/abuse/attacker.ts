/** One attack in a process of its own, at low priority: `attacker.js NAME PORT TOKEN CURSOR`. */
import { ATTACKS } from './attacks.js';

const [name, port, token, cursor] = process.argv.slice(2);
// What an attacked server does to a socket is no fault of the attacker.
process.on('uncaughtException', () => undefined);
// A socket from which nothing is read keeps no process alive.
setInterval(() => undefined, 1000);
await ATTACKS[name]({ port: Number(port), token, cursor });

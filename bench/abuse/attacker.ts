/** One attack in its own process at low priority: `attacker.js NAME PORT TOKEN CURSOR`. */
import { ATTACKS } from './attacks.js';

const [name, port, token, cursor] = process.argv.slice(2);
// Errors that the attacked server causes on a socket must not end the attacker.
process.on('uncaughtException', () => undefined);
// A socket that nothing is read from does not keep the process alive, so keep a timer.
setInterval(() => undefined, 1000);
await ATTACKS[name]({ port: Number(port), token, cursor });

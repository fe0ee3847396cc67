/** Runs one attack in its own process at low priority: `attacker.js NAME TARGET`, where TARGET is JSON. */
import { ATTACKS, type Target } from './attacks.js';

const [name, target] = process.argv.slice(2);
// An error that the attacked server causes on a socket must not end the attacker.
process.on('uncaughtException', () => undefined);
// An unread socket does not keep the process alive, so this timer keeps it alive.
setInterval(() => undefined, 1000);
await ATTACKS[name](JSON.parse(target) as Target);

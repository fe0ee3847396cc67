// Generates src/embedded/SUPPORT.md from the tables of the embedded database.
import { writeFileSync } from 'node:fs';
import { supportPage } from '#dist/src/embedded/support.js';

writeFileSync('src/embedded/SUPPORT.md', supportPage());

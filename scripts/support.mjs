// Generates src/embedded/SUPPORT.md from the embedded database's tables of supported commands and operators.
import { writeFileSync } from 'node:fs';
import { supportPage } from '#dist/src/embedded/support.js';

writeFileSync('src/embedded/SUPPORT.md', supportPage());

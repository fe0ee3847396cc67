/** Finds the browser for the dashboard's tests. When run as a script, it prints whether a browser was found. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const HOW_TO_GET_CHROMIUM = `These tests drive Chromium, which was not found.
  Debian, Ubuntu:  apt-get install -y chromium
  elsewhere:       CHROMIUM_PATH=/path/to/chromium npm run test:full
  without it:      npm run test:full -- --without-browsers`;

/** Returns the path of a browser, or undefined. If CHROMIUM_PATH is set, no other place is searched. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const places = env.CHROMIUM_PATH
    ? [env.CHROMIUM_PATH]
    : (env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return places.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exit(findChromium() ? 0 : 1);

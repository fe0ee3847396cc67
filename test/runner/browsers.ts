/** Finds the browser that the dashboard's tests drive. Run as a script it says whether there is one. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

export const HOW_TO_GET_CHROMIUM = `These tests drive Chromium, which was not found.
  Debian, Ubuntu:  apt-get install -y chromium
  elsewhere:       CHROMIUM_PATH=/path/to/chromium npm run test:full
  without it:      npm run test:full -- --without-browsers`;

/** The path of a browser, or undefined; CHROMIUM_PATH, where it is set, is the only place looked at. */
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

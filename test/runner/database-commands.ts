/**
 * Records the database commands that the product sends during the tests. All of them must be listed in
 * src/embedded/SUPPORT.md.
 */
import { mkdirSync } from 'node:fs';
import { recordedShapes, unsupported } from '../support/command-shapes.js';

/** Creates the folder and returns the environment of processes whose commands are recorded there. */
export function recording(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  mkdirSync(folder);
  const recorder = new URL('../support/record-commands.js', import.meta.url).href;
  return {
    ...env,
    STRATA_RECORD_COMMANDS: folder,
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --import=${recorder}`.trim(),
  };
}

/** Returns the number of distinct shapes sent, and descriptions of the shapes that SUPPORT.md does not list. */
export function compareWithSupport(folder: string): { readonly sent: number; readonly missing: readonly string[] } {
  const shapes = recordedShapes(folder);
  const missing = shapes.flatMap((shape) => unsupported(shape).map((what) => `${what} in ${JSON.stringify(shape)}`));
  return { sent: shapes.length, missing };
}

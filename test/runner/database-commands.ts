/** Records what the product sends to its database while the tests run; all of it must be in src/embedded/SUPPORT.md. */
import { mkdirSync } from 'node:fs';
import { recordedShapes, unsupported } from '../support/command-shapes.js';

/** The environment of processes whose commands are recorded in a folder, which is made. */
export function recording(folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  mkdirSync(folder);
  const recorder = new URL('../support/record-commands.js', import.meta.url).href;
  return {
    ...env,
    STRATA_RECORD_COMMANDS: folder,
    NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --import=${recorder}`.trim(),
  };
}

/** The number of shapes sent, and what of them is not listed, in words. */
export function compareWithSupport(folder: string): { readonly sent: number; readonly missing: readonly string[] } {
  const shapes = recordedShapes(folder);
  const missing = shapes.flatMap((shape) => unsupported(shape).map((what) => `${what} in ${JSON.stringify(shape)}`));
  return { sent: shapes.length, missing };
}

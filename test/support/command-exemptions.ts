/**
 * Tests whose commands are not compared with `src/embedded/SUPPORT.md`. Tests of the embedded database itself send
 * unsupported commands on purpose, and tests that use its fail points send a command of MongoDB's own tests.
 */
export const COMMAND_EXEMPTIONS: readonly string[] = [
  'test/embedded/',
  'test/mongodb-spec/',
  'test/faults/real-database',
  'test/cli/copy',
];

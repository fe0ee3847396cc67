/**
 * The longest test files by CPU time in `npm test`, longest first. They start before all others, so that none of them
 * runs alone at the end. The order need not be exact.
 */
export const LONGEST: readonly string[] = [
  'test/faults/crash-facts',
  'test/faults/crash-identities',
  'test/faults/crash-definitions',
  'test/faults/crash-workspaces',
  'test/faults/crash-reach',
  'test/cli/first-ten-minutes',
  'test/faults/process',
  'test/identity/customers',
  'test/definitions/changed-fields',
  'test/hostile/customers',
  'test/hostile/large-facts',
  'test/faults/kill',
  'test/segments/one-meaning',
  'test/segments/oracle',
  'test/api/demo-shop',
  'test/rules/checks/checks',
  'test/segments/columns',
  'test/segments/everyone',
  'test/identity/processes',
  'test/hostile/operations',
  'test/layers/templates',
  'test/api/meanings',
  'test/rules/checks/planted',
  'test/coupons/limits',
  'test/embedded/turns',
  'test/reach/showing',
  'test/reach/tasks',
  'test/api/values',
];

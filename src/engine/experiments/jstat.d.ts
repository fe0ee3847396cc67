/** Types of the two distributions used here. The package has no types. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: { inv(p: number, df: number): number };
    readonly chisquare: { cdf(x: number, df: number): number };
  };
  export default jstat;
}

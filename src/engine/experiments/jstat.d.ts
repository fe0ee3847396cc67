/** Types of the functions used here. The package has no types. */
declare module 'jstat' {
  const jstat: {
    gammaln(x: number): number;
    readonly studentt: { inv(p: number, df: number): number };
    readonly chisquare: { cdf(x: number, df: number): number };
  };
  export default jstat;
}

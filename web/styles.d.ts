/** Style sheets are bundled and not imported as values. */
declare module '*.css';

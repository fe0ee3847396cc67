/** Style sheets are bundled. Importing one provides no value. */
declare module '*.css';

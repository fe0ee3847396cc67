// Bundled later; the server itself needs only tsc.

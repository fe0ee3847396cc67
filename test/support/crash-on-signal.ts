/** Loaded into a server's process by tests: on SIGUSR2 something happens that nobody foresaw. */
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new TypeError('hush: a message that may hold anything');
  });
});

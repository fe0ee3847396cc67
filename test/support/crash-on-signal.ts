/** Loaded into a server's process by tests. SIGUSR2 causes an unexpected exception. */
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new TypeError('hush: a message that may hold anything');
  });
});

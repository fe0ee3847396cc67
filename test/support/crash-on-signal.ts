/** Tests preload this file into a server's process. SIGUSR2 then throws an unexpected exception in the server. */
process.on('SIGUSR2', () => {
  setImmediate(() => {
    throw new TypeError('hush: a message that may hold anything');
  });
});

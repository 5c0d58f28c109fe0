// Loaded into the daemon's process by the fuzz run, before the daemon: tells what is still in use after a collection.
process.on("message", () => {
  globalThis.gc?.();
  process.send?.({ heapBytes: process.memoryUsage().heapUsed });
});
process.channel?.unref();

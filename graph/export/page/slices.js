/* Work in slices, so that the page answers while it lasts. `start(steps, done)` runs a generator,
   of which every step takes a moment, and calls `done` with what it returns; what was started
   before is dropped. `stop()` drops it. */
function createSlices() {
  const SLICE = 14; // milliseconds at a stretch
  const channel = new MessageChannel(); // sooner than a timer
  let [steps, done] = [null, null];

  channel.port1.onmessage = () => {
    const end = performance.now() + SLICE;
    while (steps && performance.now() < end) {
      const { value, done: over } = steps.next();
      if (!over) continue;
      steps = null;
      done(value);
    }
    if (steps) channel.port2.postMessage(null);
  };

  return {
    start(next, whenDone) {
      if (!steps) channel.port2.postMessage(null);
      [steps, done] = [next, whenDone];
    },
    stop() { steps = null; },
  };
}

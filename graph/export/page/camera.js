/* Where the reader looks, and how hands move it: dragging, pinching, the wheel and the arrow keys.

   A camera is {x, y, scale}: the point of the map in the middle of `element`, and pixels a unit.
     at()                    where it is now
     moving()                whether a hand or an animation is moving it
     move(camera, ms)        go there
     zoom(factor, point)     nearer or farther; the point, in pixels, stays where it is
   `onMove` is told of every change and `onRest` when it has come to rest; `onClick` of a click or
   tap, in pixels; `onHome` when everything is asked for. */
function createCamera(element, { onMove, onRest, onClick, onHome }) {
  const NEAR = 2.5;
  const FAR = 0.005; // a million papers in view
  const REST = 140; // milliseconds without a move after which the camera rests
  const STILL = 5; // pixels that a click may slip
  const motion = matchMedia("(prefers-reduced-motion: reduce)");
  const within = (scale) => Math.max(FAR, Math.min(NEAR, scale));

  let camera = { x: 0, y: 0, scale: 1 };
  let flight = 0; // the frame asked for by an animation
  let rest = 0; // the timer that ends a movement

  function set(next) {
    camera = { ...next, scale: within(next.scale) };
    clearTimeout(rest);
    rest = setTimeout(() => {
      rest = 0;
      onRest();
    }, REST);
    onMove();
  }

  function land() {
    cancelAnimationFrame(flight);
    flight = 0;
  }

  function move(target, ms) {
    land();
    if (!ms || motion.matches) {
      set(target);
      return;
    }
    const start = camera;
    const goal = { ...target, scale: within(target.scale) };
    const began = performance.now();
    const fly = (now) => {
      const t = Math.min(1, Math.max(0, now - began) / ms);
      const done = t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2;
      const between = (a, b) => a + (b - a) * done;
      flight = t < 1 ? requestAnimationFrame(fly) : 0;
      set({
        x: between(start.x, goal.x),
        y: between(start.y, goal.y),
        scale: start.scale * (goal.scale / start.scale) ** done,
      });
    };
    flight = requestAnimationFrame(fly);
  }

  function pan(dx, dy) {
    set({ ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale });
  }

  /* The camera nearer by `factor`, with the same point of the map under `point`. */
  function nearer(factor, point) {
    const scale = within(camera.scale * factor);
    const [dx, dy] = [point.x - element.clientWidth / 2, point.y - element.clientHeight / 2];
    const shift = 1 / camera.scale - 1 / scale;
    return { x: camera.x + dx * shift, y: camera.y + dy * shift, scale };
  }

  const middle = () => ({ x: element.clientWidth / 2, y: element.clientHeight / 2 });

  function place({ clientX, clientY }) {
    const box = element.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  // ---- hands -----------------------------------------------------------------------------

  const hands = new Map(); // pointers that are down, and where
  let slipped = false; // whether they have moved more than a click does

  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    if (!hands.size) slipped = false;
    hands.set(event.pointerId, place(event));
    element.setPointerCapture(event.pointerId);
    land();
  });

  element.addEventListener("pointermove", (event) => {
    const before = hands.get(event.pointerId);
    if (!before) return;
    const now = place(event);
    if (hands.size === 1) {
      if (!slipped && Math.hypot(now.x - before.x, now.y - before.y) < STILL) return;
      slipped = true;
      hands.set(event.pointerId, now);
      pan(now.x - before.x, now.y - before.y);
      return;
    }
    slipped = true;
    const [other] = [...hands].find(([id]) => id !== event.pointerId);
    const fixed = hands.get(other);
    const apart = (point) => Math.max(1, Math.hypot(point.x - fixed.x, point.y - fixed.y));
    hands.set(event.pointerId, now);
    set(nearer(apart(now) / apart(before), fixed));
  });

  function lift(event) {
    if (!hands.delete(event.pointerId) || slipped || event.type !== "pointerup") return;
    onClick(place(event));
  }
  element.addEventListener("pointerup", lift);
  element.addEventListener("pointercancel", lift);

  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    land();
    const pixels = event.deltaY * (event.deltaMode ? 30 : 1);
    set(nearer(Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0016)), place(event)));
  }, { passive: false });

  const STEP = 70;
  const KEYS = {
    ArrowLeft: () => pan(STEP, 0),
    ArrowRight: () => pan(-STEP, 0),
    ArrowUp: () => pan(0, STEP),
    ArrowDown: () => pan(0, -STEP),
    "+": () => set(nearer(1.25, middle())),
    "=": () => set(nearer(1.25, middle())),
    "-": () => set(nearer(0.8, middle())),
    0: onHome,
  };
  element.addEventListener("keydown", (event) => {
    if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    KEYS[event.key]();
  });

  return {
    at: () => camera,
    moving: () => Boolean(flight || rest),
    move,
    zoom: (factor, point = middle()) => move(nearer(factor, point), 200),
  };
}

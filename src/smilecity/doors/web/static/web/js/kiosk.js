// A tablet on site forgets: 90 seconds after the last touch it sends the form that erases what was begun, and says so
// before, so that whoever only reads slowly can go on. After the thanks it goes back to the beginning by itself.
const form = document.querySelector("form[data-kiosk]");
const warning = form.querySelector("[data-kiosk-warning]");
const done = document.querySelector("[data-kiosk-done]");
const after = (done ? 20 : Number(form.dataset.after)) * 1000;
const before = Number(form.dataset.warning) * 1000;
let timers = [];

function begin() {
  for (const timer of timers) clearTimeout(timer);
  warning.hidden = true;
  timers = [setTimeout(() => form.requestSubmit(), after)];
  if (!done) timers.push(setTimeout(() => (warning.hidden = false), after - before));
}

for (const touch of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(touch, begin, { passive: true });
// A page that a browser kept for its back button is asked for anew.
addEventListener("pageshow", (event) => event.persisted && location.reload());
begin();

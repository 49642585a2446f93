// Boxes over a photo, drawn by mouse, finger or keys; they write the numbers of the form, which work without a script.
// A box is a button: arrows move it, with Shift they change its size, Delete takes it away.

const form = document.querySelector("[data-boxes]");
const canvas = form?.querySelector("[data-canvas]");
const rows = form?.querySelector("[data-box-rows]");
const named = document.querySelector("[data-box-name]")?.innerHTML ?? "{n}";
const SIDES = ["links", "oben", "breite", "hoehe"];
const STEP = 1;
const LEAST = 1;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const inputs = (row) => SIDES.map((side) => row.querySelector(`[name="${side}"]`));
const numbers = (row) => inputs(row).map((input) => Number.parseFloat(input.value.replace(",", ".")));
const isEmpty = (row) => inputs(row).every((input) => !input.value.trim());

function fit([left, top, width, height]) {
  const w = clamp(width, LEAST, 100);
  const h = clamp(height, LEAST, 100);
  return [clamp(left, 0, 100 - w), clamp(top, 0, 100 - h), w, h];
}

function write(row, box) {
  inputs(row).forEach((input, n) => (input.value = String(Math.round(box[n] * 10) / 10)));
  draw(row);
}

function draw(row) {
  const box = numbers(row);
  if (box.some(Number.isNaN)) return row.box?.remove();
  row.box ??= makeBox(row);
  // Only once: what is put in anew loses the focus, and the next key would go nowhere.
  if (!row.box.isConnected) canvas.append(row.box);
  // The policy of these pages allows no styles in the markup; properties set by a script are no markup.
  ["left", "top", "width", "height"].forEach((side, n) => (row.box.style[side] = `${box[n]}%`));
}

function makeBox(row) {
  const box = document.createElement("button");
  box.type = "button";
  box.className = "desk-box";
  box.setAttribute("aria-label", named.replace("{n}", [...rows.children].indexOf(row) + 1));
  box.addEventListener("keydown", (event) => pressed(event, row));
  return box;
}

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function pressed(event, row) {
  if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    inputs(row).forEach((input) => (input.value = ""));
    row.box.remove();
    return form.querySelector("[data-add-box]").focus();
  }
  const move = MOVES[event.key];
  if (!move) return;
  event.preventDefault();
  const [x, y] = move.map((part) => part * STEP);
  const [left, top, width, height] = numbers(row);
  write(row, fit(event.shiftKey ? [left, top, width + x, height + y] : [left + x, top + y, width, height]));
}

function freeRow() {
  const free = [...rows.children].find(isEmpty);
  if (free) return free;
  const row = rows.lastElementChild.cloneNode(true);
  inputs(row).forEach((input) => (input.value = ""));
  rows.append(row);
  watch(row);
  return row;
}

function watch(row) {
  inputs(row).forEach((input) => input.addEventListener("change", () => draw(row)));
  if (!isEmpty(row)) draw(row);
}

function at(event) {
  const frame = canvas.getBoundingClientRect();
  const part = (value, start, size) => clamp(((value - start) / size) * 100, 0, 100);
  return [part(event.clientX, frame.left, frame.width), part(event.clientY, frame.top, frame.height)];
}

let drawing;

function begin(event) {
  if (event.button || event.target.matches(".desk-box")) return;
  event.preventDefault();
  drawing = { row: freeRow(), from: at(event) };
  canvas.setPointerCapture(event.pointerId);
}

function drag(event) {
  if (!drawing) return;
  const [x, y] = at(event);
  const [fromX, fromY] = drawing.from;
  const size = [Math.abs(x - fromX), Math.abs(y - fromY)];
  if (Math.min(...size) >= LEAST) write(drawing.row, [Math.min(x, fromX), Math.min(y, fromY), ...size]);
}

function add() {
  const row = freeRow();
  write(row, [40, 40, 20, 20]);
  row.box.focus();
}

if (canvas) {
  form.querySelectorAll("[data-canvas-help]").forEach((help) => (help.hidden = false));
  [...rows.children].forEach(watch);
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", drag);
  canvas.addEventListener("pointerup", () => (drawing = undefined));
  canvas.addEventListener("pointercancel", () => (drawing = undefined));
  form.querySelector("[data-add-box]").addEventListener("click", add);
}

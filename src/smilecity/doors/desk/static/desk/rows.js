// Adds, moves and takes away the rows of answers without asking the server. Without this script the same buttons send
// the form, and it comes back with the rows changed.

function number(rows) {
  const items = [...rows.children];
  items.forEach((item, at) => {
    for (const place of item.querySelectorAll("[data-number]")) place.textContent = at + 1;
    for (const input of item.querySelectorAll("input[id]")) {
      const id = input.id.replace(/-\d+-/, `-${at}-`);
      item.querySelector(`label[for="${input.id}"]`).htmlFor = id;
      input.id = id;
    }
    for (const button of item.querySelectorAll("[data-wish]")) {
      button.value = `${button.dataset.wish}-${at}`;
      button.disabled =
        (button.dataset.wish === "up" && at === 0) || (button.dataset.wish === "down" && at === items.length - 1);
    }
  });
}

function add(rows) {
  const item = rows.lastElementChild.cloneNode(true);
  item.classList.remove("w-field--error");
  item.querySelector(".error-message")?.remove();
  for (const input of item.querySelectorAll("input")) {
    input.value = "";
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
  rows.append(item);
  return item.querySelector("input[type=text]");
}

function drop(rows, item) {
  const next = item.nextElementSibling ?? item.previousElementSibling;
  if (!next) {
    for (const input of item.querySelectorAll("input")) input.value = "";
    return item.querySelector("input[type=text]");
  }
  item.remove();
  return next.querySelector("input[type=text]");
}

function move(item, wish, button) {
  if (wish === "up") item.previousElementSibling?.before(item);
  if (wish === "down") item.nextElementSibling?.after(item);
  return button;
}

for (const rows of document.querySelectorAll("[data-rows]")) {
  rows.parentElement.addEventListener("click", (event) => {
    const button = event.target.closest("[data-wish]");
    if (!button) return;
    event.preventDefault();
    const wish = button.dataset.wish;
    const item = button.closest("[data-row]");
    const focus = wish === "add" ? add(rows) : wish === "drop" ? drop(rows, item) : move(item, wish, button);
    number(rows);
    (focus.disabled ? item.querySelector("[data-wish]:enabled") : focus).focus();
    focus.form.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

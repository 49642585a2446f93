/* Choosing several contributions: how many are chosen, and all of the page at once. Without it the boxes still work. */

const form = document.querySelector("[data-choose]");
const boxes = form ? [...form.querySelectorAll('input[name="beitrag"]')] : [];
const count = form?.querySelector("[data-choose-count]");
const all = form?.querySelector("[data-choose-all]");

function tell() {
  const chosen = boxes.filter((box) => box.checked).length;
  if (chosen === 0) count.textContent = "";
  else if (chosen === 1) count.textContent = count.dataset.one;
  else count.textContent = count.dataset.many.replace("{n}", chosen);
}

if (count && all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const choose = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = choose;
    tell();
  });
  form.addEventListener("change", tell);
  tell();
}

/* Puts a text block where the cursor stands, without loading the page anew. Without it the server appends the block. */

const form = document.querySelector("[data-blocks]");
const field = form?.querySelector("[data-blocks-into]");
const choice = form?.querySelector('select[name="baustein"]');
const button = form?.querySelector('button[name="einfuegen"]');

button?.addEventListener("click", (event) => {
  const text = choice.selectedOptions[0]?.dataset.text;
  if (!text || !field) return;
  event.preventDefault();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});

document.querySelector("#vorschau")?.focus();

// Blackens what is marked in a text, letter by letter, and ticks that personal data was taken out.
// Without this script one types over the passage and ticks the box oneself.

const text = document.querySelector("[data-redact]");
const act = document.querySelector("[data-redact-act]");
const takesOut = document.querySelector("#schwaerzen");

function blacken() {
  const { selectionStart: from, selectionEnd: to, value } = text;
  if (from === to) return text.focus();
  // Spaces and line breaks stay, so that the text keeps its shape.
  text.setRangeText(value.slice(from, to).replace(/\S/gu, text.dataset.redact), from, to, "end");
  takesOut.checked = true;
  text.focus();
}

if (text && act) {
  act.hidden = false;
  act.querySelector("button").addEventListener("click", blacken);
}

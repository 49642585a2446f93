// Takes what is marked out of a free text: in its place stands the mark of the reason that is chosen.
// Without this script one types the mark oneself.

const text = document.querySelector("[data-cut]");
const act = document.querySelector("[data-cut-act]");
const form = document.querySelector("[data-cut-form]");

function cut() {
  const { selectionStart: from, selectionEnd: to } = text;
  const why = form.querySelector("[data-mark]:checked");
  if (from !== to && why) text.setRangeText(why.dataset.mark, from, to, "end");
  text.focus();
}

if (text && act) {
  act.hidden = false;
  document.querySelector("[data-without-script]").textContent = "";
  act.querySelector("button").addEventListener("click", cut);
}

// The queue by keys: j and k go on and back, f shows, a opens the reason, b edits, z takes back, ? lists the keys.
// They can be switched off (WCAG 2.1.4), and stay off.
// Without this script every one of them is a link or a button on the page.

const find = (name) => document.querySelector(`[data-${name}]`);
const steps = { j: "next", k: "previous", b: "edit" };
const forms = { f: "release", z: "undo" };

function isTyping(target) {
  return target.matches("input, textarea, select, [contenteditable]");
}

function openReason() {
  const refuse = find("refuse");
  if (!refuse) return;
  refuse.open = true;
  refuse.querySelector("select").focus();
}

function openHelp() {
  const help = find("help");
  if (!help) return;
  help.open = !help.open;
  if (help.open) help.querySelector("summary").focus();
}

// Who speaks to the computer may set keys off by a word: this browser keeps whether they are wanted.
const KEPT = "smilecity.moderation.keys";
let wanted = true;
let busy = false;

function kept(value) {
  try {
    if (value === undefined) return localStorage.getItem(KEPT);
    localStorage.setItem(KEPT, value);
  } catch {
    // A browser that keeps nothing keeps the choice until the next page.
  }
  return value ?? null;
}

function offerSwitch() {
  const offer = find("keys-offer");
  if (!offer) return;
  const box = offer.querySelector("input");
  box.checked = wanted;
  box.addEventListener("change", () => {
    wanted = box.checked;
    kept(wanted ? "on" : "off");
  });
  offer.hidden = false;
}

function press(key) {
  if (steps[key]) find(steps[key])?.click();
  else if (forms[key] && !busy) {
    const form = find(forms[key]);
    busy = Boolean(form);
    form?.requestSubmit();
  } else if (key === "a") openReason();
  else if (key === "?") openHelp();
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (!wanted || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (press(event.key)) event.preventDefault();
});

wanted = kept() !== "off";
offerSwitch();

// What a template says is read before it is sent.
const template = find("template");
template?.addEventListener("change", () => {
  const shown = find("template-text");
  shown.textContent = template.selectedOptions[0].dataset.text ?? "";
  shown.hidden = !shown.textContent;
});

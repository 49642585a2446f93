// Decides on free texts without leaving the page: the text goes, the next one has the focus, the counts follow.
// Keys work where the focus is in a text: F releases, E leads to where words are taken out, 1 to 5 withhold for a reason.
// Without this script each button sends its form.

const said = document.querySelector("[data-said]");
const queue = document.querySelector("[data-queue]");

async function decide(form, button) {
  const body = new FormData(form);
  body.set(button.name, button.value);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!(answer.headers.get("Content-Type") ?? "").startsWith("application/json")) throw new Error("signed out");
  return { done: answer.ok, ...(await answer.json()) };
}

function goOn(item) {
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  if (next) next.querySelector("[data-key]").focus();
  else document.querySelector("[data-done]").hidden = false;
}

queue?.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!button || form.dataset.busy) return event.preventDefault();
  event.preventDefault();
  form.dataset.busy = "yes";
  try {
    const answer = await decide(form, button);
    said.textContent = answer.said;
    for (const [status, count] of Object.entries(answer.counts ?? {})) {
      document.querySelector(`[data-count="${status}"]`).textContent = count;
    }
    if (answer.done) goOn(form.closest("[data-text]"));
    delete form.dataset.busy;
  } catch {
    // No answer that we understand: let the browser send the form and show what the server says.
    const choice = document.createElement("input");
    Object.assign(choice, { type: "hidden", name: button.name, value: button.value });
    form.append(choice);
    form.submit();
  }
});

queue?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const item = event.target.closest("[data-text]");
  item?.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

const keys = document.querySelector("[data-keys]");
if (queue && keys) keys.hidden = false;

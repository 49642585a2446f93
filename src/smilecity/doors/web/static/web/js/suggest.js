// Suggests while somebody types into the search (see combobox.js): taking a suggestion goes there. Without this script
// the form does the same, one page later.
const LEAST = 3;

for (const form of document.querySelectorAll("form[data-suggest]")) suggest(form);

async function suggest(form) {
  const field = form.querySelector("input[type=search]");
  const { suggest: address, combobox, countOne, countMany } = form.dataset;
  const list = Object.assign(document.createElement("ul"), { id: `${field.id}-vorschlaege`, className: "suggestions", hidden: true });
  const status = Object.assign(document.createElement("p"), { className: "kern-sr-only" });
  let running;

  status.setAttribute("role", "status");
  field.parentElement.append(list, status);
  const { Combobox } = await import(combobox);
  const label = form.querySelector("label").textContent;
  Combobox(field, list, { label, look, line, told, least: LEAST, choose: ({ url }) => location.assign(url) });

  async function look(text) {
    running?.abort();
    running = new AbortController();
    try {
      const reply = await fetch(`${address}?${new URLSearchParams({ suche: text })}`, { signal: running.signal });
      return reply.ok ? (await reply.json()).options : undefined;
    } catch {
      return undefined; // nothing is shown: it is only an offer
    }
  }

  function line({ text, kind }, item) {
    item.append(text);
    if (kind) item.append(" ", Object.assign(document.createElement("span"), { className: "suggestions__kind", textContent: kind }));
  }

  function told({ length }) {
    status.textContent = length === 1 ? countOne : length ? countMany.replace("{n}", length) : "";
  }
}

// Suggests while somebody types into the search: a combobox with a list (ARIA 1.2). Arrows move, Enter goes there,
// Escape closes; without this script the form does the same, one page later.
const PAUSE = 200;
const LEAST = 3;

for (const form of document.querySelectorAll("form[data-suggest]")) {
  const field = form.querySelector("input[type=search]");
  if (!field) continue;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let options = [];
  let active = -1;
  let timer;
  let running;

  list.id = `${field.id}-vorschlaege`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  status.className = "kern-sr-only";
  status.setAttribute("role", "status");
  field.parentElement.append(list, status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);

  const mark = (index) => {
    active = index;
    for (const [place, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(place === index));
    if (index >= 0) field.setAttribute("aria-activedescendant", list.children[index].id);
    else field.removeAttribute("aria-activedescendant");
    list.children[index]?.scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  const show = () => {
    list.replaceChildren(
      ...options.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.append(option.text);
        if (option.kind) {
          const kind = document.createElement("span");
          kind.className = "suggestions__kind";
          kind.textContent = option.kind;
          item.append(" ", kind);
        }
        // Pressed, not clicked: the field would lose the focus first, and the list would close below the finger.
        item.addEventListener("pointerdown", (event) => event.preventDefault());
        item.addEventListener("click", () => location.assign(option.url));
        return item;
      }),
    );
    list.hidden = options.length === 0;
    field.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
    const { countOne, countMany } = form.dataset;
    status.textContent = options.length === 1 ? countOne : options.length ? countMany.replace("{n}", options.length) : "";
  };

  const look = async () => {
    running?.abort();
    const words = field.value.trim();
    if (words.length < LEAST) {
      options = [];
      show();
      return;
    }
    running = new AbortController();
    try {
      const reply = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ suche: words })}`, { signal: running.signal });
      if (!reply.ok || field.value.trim() !== words) return;
      ({ options } = await reply.json());
      if (document.activeElement === field) show();
    } catch {
      // Nothing is shown: it is only an offer.
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the text stays; a second Escape empties the field as everywhere
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options[active].url);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      if (list.hidden) show();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const places = options.length + 1; // the field itself is one of them
      mark(((active + 1 + step + places) % places) - 1);
    }
  });
}

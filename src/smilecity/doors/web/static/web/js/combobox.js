// A field with a list of what was found while somebody types (a combobox, ARIA 1.2): arrows move, Enter takes, Escape
// closes. Loaded by pin.js and suggest.js, which say where to look, what a line shows and what choosing does.
const PAUSE = 180;

/**
 * look(text): what was found; null where there was no answer, undefined where somebody asked anew meanwhile.
 * line(one, item): fills in a line. told(all, isAsked): says how many there are. choose(one): what taking one does.
 * least: letters before anything is asked. searches: Enter in the field looks at once instead of sending the form.
 */
export function Combobox(field, list, { label, look, line, choose, told, least = 2, searches = false }) {
  let found = [];
  let active = -1;
  let timer;

  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    field.setAttribute(name, value);

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => offer(false), PAUSE);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    if (event.key === "Enter") {
      const isChosen = isOpen && active >= 0;
      if (!isChosen && (!searches || !field.value.trim())) return; // the form goes on
      event.preventDefault(); // else the whole form would be sent
      if (isChosen) take(active);
      else search();
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault(); // the text stays; a second Escape empties the field as everywhere
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && found.length) {
      event.preventDefault();
      open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const stops = found.length + 1; // the field itself is one of them
      point(((active + 1 + step + stops) % stops) - 1);
    }
  });
  return { search };

  function search() {
    clearTimeout(timer);
    return offer(true);
  }

  async function offer(isAsked) {
    const text = field.value.trim();
    const answer = text.length < least ? [] : await look(text);
    if (answer === undefined || field.value.trim() !== text) return; // somebody has typed on
    found = answer ?? [];
    list.replaceChildren(...found.map(option));
    close();
    if (found.length && document.activeElement === field) open();
    told(answer, isAsked && text.length >= least);
    if (isAsked && found.length) point(0);
  }

  function option(one, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    line(one, item);
    // Pressed, not clicked: the field would lose the focus first, and the list would close below the finger.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(index));
    return item;
  }

  function take(index) {
    clearTimeout(timer);
    close();
    choose(found[index]);
  }

  function point(index) {
    active = index;
    for (const [place, item] of [...list.children].entries()) item.setAttribute("aria-selected", String(place === index));
    if (index >= 0) field.setAttribute("aria-activedescendant", list.children[index].id);
    else field.removeAttribute("aria-activedescendant");
    list.children[index]?.scrollIntoView({ block: "nearest" });
  }

  function open() {
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
  }

  function close() {
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    point(-1);
  }
}

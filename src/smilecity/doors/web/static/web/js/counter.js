// Counts what is left in a text area. The limit itself is kept by the server, which tells the same without this.
const letters = (text) => [...text.replaceAll("\r\n", "\n")].length;

for (const area of document.querySelectorAll("textarea[data-limit]")) {
  const line = document.getElementById(`${area.id}-counter`);
  if (!line) continue;
  const limit = Number(area.dataset.limit);
  const polite = document.createElement("p");
  polite.className = "kern-sr-only";
  polite.setAttribute("role", "status");
  line.after(polite);
  let timer;

  const show = () => {
    const left = limit - letters(area.value);
    const words = left < 0 ? line.dataset.over : line.dataset.left;
    line.textContent = words.replace("{n}", Math.abs(left).toLocaleString(document.documentElement.lang));
    line.classList.toggle("is-over", left < 0);
    // Read out only when typing pauses, else a screen reader never comes to an end.
    clearTimeout(timer);
    timer = setTimeout(() => (polite.textContent = line.textContent), 1000);
  };

  area.addEventListener("input", show);
  show();
}

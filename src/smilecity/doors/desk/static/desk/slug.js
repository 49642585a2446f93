// Proposes the address of a survey from its German title while it is typed; leaves alone what staff wrote themselves.
// The server does the same when the field stays empty.

const latin = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

function slugOf(title) {
  return title
    .toLowerCase()
    .replace(/[äöüß]/g, (letter) => latin[letter])
    .normalize("NFKD")
    .replace(/[^\x00-\x7f]/g, "")
    .replace(/[^a-z0-9_\s-]/g, "")
    .replace(/[\s-]+/g, "-")
    .slice(0, 80)
    .replace(/^[-_]+|[-_]+$/g, "");
}

for (const form of document.querySelectorAll("[data-slug-form]")) {
  const title = form.querySelector("[name=title_de]");
  const slug = form.querySelector("[data-slug]");
  const shown = form.querySelector("[data-slug-shown]");
  if (!title || !slug || !shown) continue;
  const show = () => {
    const address = slugOf(slug.value || title.value);
    slug.placeholder = slugOf(title.value);
    shown.textContent = `${shown.dataset.start}${address || "…"}`;
  };
  title.addEventListener("input", show);
  slug.addEventListener("input", show);
  show();
}

// Shows what others have written already, below the text while somebody writes; never in the way, and without it the
// next screen says the same.
const PAUSE = 900;

for (const form of document.querySelectorAll("form[data-similar]")) {
  const [list, title] = [form.querySelector("[data-similar-list]"), form.querySelector("[name=title]")];
  if (!list || !title) continue;
  let timer;
  let asked = "";
  let running;

  const look = async () => {
    const words = title.value.trim();
    if (words === asked) return;
    asked = words;
    running?.abort();
    running = new AbortController();
    const body = new FormData();
    body.set("title", words);
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    try {
      const reply = await fetch(form.dataset.similar, { method: "POST", body, signal: running.signal });
      if (reply.ok) list.innerHTML = await reply.text(); // our own page, with everything in it escaped
    } catch {
      // Nothing is shown: it is only an offer.
    }
  };

  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  title.addEventListener("change", look);
}

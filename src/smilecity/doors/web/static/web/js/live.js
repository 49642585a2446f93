// Asks for the latest value again and again, and shows it; anybody may stop it. Reads out only what has changed.
// Without this script the page says what was true when it was opened.

for (const root of document.querySelectorAll("[data-live]")) follow(root);

function follow(root) {
  const find = (name) => root.querySelector(`[data-live-${name}]`);
  const [pause, told, said] = [find("pause"), find("told"), find("said")];
  const wait = Math.max(Number(root.dataset.liveEvery), 30) * 1000;
  let [timer, stopped, known] = [0, false, root.dataset.liveAt];

  const again = () => {
    clearTimeout(timer);
    if (!stopped && !document.hidden) timer = setTimeout(look, wait);
  };

  async function look() {
    try {
      const reply = await fetch(root.dataset.live);
      if (!reply.ok) throw new Error(reply.status);
      show(await reply.json());
      told.textContent = told.dataset.wordOn;
    } catch {
      told.textContent = told.dataset.wordFailed;
    }
    again();
  }

  function show(now) {
    if (stopped) return; // it was stopped while the answer was on its way
    find("sentence").textContent = now.sentence;
    const status = find("state").querySelector(".status");
    status.className = `status status--${now.kind}`;
    status.lastChild.textContent = ` ${now.label} `;
    find("note").textContent = now.note;
    find("note").hidden = !now.note;
    if (now.at === known) return;
    known = now.at;
    if (find("moment")) find("moment").textContent = now.measured_at;
    said.textContent = now.sentence;
    document.dispatchEvent(new CustomEvent("measured", { detail: now }));
  }

  pause.addEventListener("click", () => {
    stopped = !stopped;
    pause.textContent = stopped ? pause.dataset.wordOn : pause.dataset.wordOff;
    told.textContent = stopped ? told.dataset.wordOff : told.dataset.wordOn;
    again();
  });
  // Nobody looks at a hidden page; when they come back it is up to date at once.
  document.addEventListener("visibilitychange", () => (document.hidden || stopped ? clearTimeout(timer) : look()));
  told.textContent = told.dataset.wordOn;
  find("follow").hidden = false;
  again();
}

// Signing out of a device that has kept the pages of a crew: they are removed. What waits to be sent is not lost without
// asking: it stays here for the next time the same person signs in, unless they say otherwise.

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const leaving = document.querySelector("[data-crew-leave]");
  if (!leaving || new URL(form.action).pathname !== new URL(leaving.dataset.crewLeave, location.href).pathname) return;
  event.preventDefault();
  try {
    const who = leaving.dataset.crewWho;
    const outbox = await import(leaving.dataset.crewOutbox);
    const waiting = (await outbox.all()).filter((entry) => entry.who === who);
    if (waiting.length && !confirm(leaving.dataset.wordLeave.replace("{n}", waiting.length))) return;
    await caches.delete("smilecity-crew");
    localStorage.removeItem("crew-who");
  } catch {
    // A device that keeps nothing has nothing to forget.
  }
  form.submit();
});

// Says that an editor was closed, so that nobody waits for who has gone. Found by data-presence.

const said = document.querySelector("[data-presence]");
const token = said?.closest("form")?.elements.namedItem("csrfmiddlewaretoken");

if (said && token) {
  addEventListener("pagehide", () => {
    const leaving = new FormData();
    leaving.set("csrfmiddlewaretoken", token.value);
    leaving.set("gehen", "1");
    navigator.sendBeacon(said.dataset.presence, leaving);
  });
}

// Asks where the mail is until it has gone out, and says so politely. A few lines of our own: a whole library of parts
// that are fetched would make this page twice as heavy. Without this script the page says what was true when it opened.
const place = document.querySelector("[data-mail]");

async function ask() {
  try {
    const reply = await fetch(place.dataset.mail);
    // Nothing waits any more, or it is over: the page itself says which.
    if (reply.status === 410) return location.reload();
    if (reply.ok) place.innerHTML = await reply.text();
  } catch {
    // No network: asked again later.
  }
  if (!place.querySelector("[data-mail-sent]")) setTimeout(ask, 30_000);
}

if (place) setTimeout(ask, 4_000);

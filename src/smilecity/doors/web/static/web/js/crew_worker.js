// Keeps the pages of a crew on the device, so that they open without reception: list, orders, their photos, what they
// are made of. The network is asked first and waited for a moment; the kept copy answers where nothing comes. What is
// sent never passes through here: it waits in the outbox (crew_outbox.js).

const KEPT = "smilecity-crew";
const PATIENCE = 4000;
// A telephone that nobody signs out of, or that is lost, shall not show for ever who reported what where.
const KEPT_MOST = 7 * 24 * 60 * 60 * 1000;
const HOME = new URL(self.registration.scope).pathname;
// In whatever language: each has a worker of its own, all of them keep in the same place.
const OURS = "/einsatz/";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  const isPage = request.mode === "navigate" && url.pathname.startsWith(HOME);
  const isFile = url.pathname.startsWith("/static/");
  const isPhoto = request.destination === "image" && url.pathname.startsWith(HOME);
  if (isFile) event.respondWith(fileOf(request));
  else if (isPage || isPhoto) event.respondWith(newest(event));
  else if (request.destination === "style") event.respondWith(newest(event));
});

/** The name of a file changes with what is in it: the kept one is as good as any. */
async function fileOf(request) {
  return (await caches.match(request, { cacheName: KEPT, ignoreVary: true })) ?? fetch(request);
}

/** What the network says, if it says so soon; else what is kept; else the network however long it takes. */
async function newest(event) {
  const { request } = event;
  const [key] = request.url.split(/[?#]/);
  const asked = fetch(request);
  // The list with its map is another page at the same address, and useless without reception.
  if (!request.url.includes("?")) event.waitUntil(asked.then((reply) => keep(key, reply.clone())).catch(() => undefined));
  if (request.mode === "navigate") await forgetOld();
  const kept = await caches.match(key, { cacheName: KEPT, ignoreVary: true });
  if (!kept) return asked;
  const late = new Promise((done) => setTimeout(done, PATIENCE, kept));
  return Promise.race([asked.then((reply) => (reply.status >= 500 ? kept : reply)), late]).catch(() => kept);
}

/** Keep a good answer in the place of the one before. A page that is not for this person any more is forgotten. */
async function keep(key, reply, version = "") {
  if (reply.type === "opaqueredirect" || reply.redirected) return;
  const cache = await caches.open(KEPT);
  if (reply.status === 403 || reply.status === 404) return void (await cache.delete(key));
  if (!reply.ok) return;
  const headers = new Headers(reply.headers);
  headers.delete("Content-Encoding"); // what is kept is unpacked
  headers.delete("Content-Length");
  headers.set("X-Kept", Date.now());
  if (version) headers.set("X-Version", version);
  await cache.put(key, new Response(await reply.blob(), { status: 200, headers }));
}

/** Forget the pages and photos of a week ago; files of the site say nothing of anybody. */
async function forgetOld() {
  const cache = await caches.open(KEPT);
  for (const request of await cache.keys()) {
    if (!new URL(request.url).pathname.includes(OURS)) continue;
    const kept = await cache.match(request, { ignoreVary: true });
    if (kept && Date.now() - Number(kept.headers.get("X-Kept")) > KEPT_MOST) await cache.delete(request, { ignoreVary: true });
  }
}

self.addEventListener("message", (event) => {
  const stocked = stock(event.data).then(() => event.source.postMessage("kept"));
  event.waitUntil(stocked);
});

/** Fetch what a page says is needed without reception ({files, orders: {address: version}}); forget other orders. */
async function stock({ files = [], orders = null }) {
  const cache = await caches.open(KEPT);
  const missing = async (file) => (await cache.match(file)) ?? fetched(file);
  await Promise.all(files.map(missing));
  if (!orders) return;
  for (const { url } of await cache.keys()) {
    const { pathname } = new URL(url);
    const [order] = pathname.startsWith(HOME) ? pathname.slice(HOME.length).split("/") : [];
    if (order && !(`${HOME}${order}/` in orders)) await cache.delete(url);
  }
  for (const [address, version] of Object.entries(orders)) {
    const kept = await cache.match(address);
    if (kept?.headers.get("X-Version") === version) continue;
    const page = await fetched(address, version);
    const photos = [...page.matchAll(/<img[^>]+src="([^"]+\.webp)"/g)].map(([, photo]) => photo);
    await Promise.all(photos.map(missing));
  }
}

/** Fetch and keep one; return its text. What does not come now comes another time. */
async function fetched(address, version = "") {
  try {
    const reply = await fetch(address, { credentials: "same-origin" });
    const text = version ? await reply.clone().text() : "";
    await keep(new URL(address, location.href).href, reply, version);
    return text;
  } catch {
    return "";
  }
}

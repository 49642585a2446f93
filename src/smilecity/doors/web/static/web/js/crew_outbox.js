// What a crew has entered waits here, on the device, until the town hall has it: in IndexedDB, photos included, oldest
// first. Each entry bears a token of its own from the moment it is saved; the server takes a token once, so that an
// entry whose answer was lost can be sent again. Nothing leaves this store but what was taken or was thrown away by hand.

const NAME = "smilecity-crew";
const STORE = "entries";
/** How long to wait after each failure, in seconds: a dead spot costs no battery. */
const PAUSES = [5, 15, 45, 120, 300];
const REFUSED = [400, 404, 409, 410, 413, 415, 422];

/**
 * @typedef {object} Entry
 * @property {string} token one for the entry, whatever happens on its way
 * @property {string} who the account that entered it
 * @property {string} order
 * @property {string} number what the report is called
 * @property {string} title
 * @property {string} url the page of the order
 * @property {"photos"|"done"|"returned"} kind
 * @property {string} said
 * @property {{name: string, picture: Blob}[]} photos
 * @property {string} made_at when, by the clock of the device (ISO 8601)
 * @property {"waiting"|"refused"|"late"} state refused ones, and late ones that only the office reads, wait for a person, not for the network
 * @property {string} sentence why, in words of the server
 */

let opened;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "token" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

/** Do one thing with the store; fulfilled once it is on the disk. */
async function stored(mode, act) {
  const transaction = (await database()).transaction(STORE, mode, { durability: "strict" });
  const asked = act(transaction.objectStore(STORE));
  return new Promise((done, failed) => {
    transaction.oncomplete = () => done(asked.result);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
  });
}

/** @returns {Promise<Entry[]>} what waits on this device, the oldest first, of whatever account */
export async function all() {
  const entries = await stored("readonly", (store) => store.getAll());
  return entries.sort((one, other) => one.made_at.localeCompare(other.made_at) || one.token.localeCompare(other.token));
}

/** @param {Entry} entry */
export const put = (entry) => stored("readwrite", (store) => store.put(entry));

/** @param {string} token */
export const get = (token) => stored("readonly", (store) => store.get(token));

/** @param {string} token */
export const remove = (token) => stored("readwrite", (store) => store.delete(token));

/** Sends what waits, one at a time; `told` hears after each change: {trouble, until}. */
export class Sender {
  /** @param {{state: string, send: string, who: string, told: (how: object) => void}} way */
  constructor(way) {
    Object.assign(this, way, { failures: 0 });
    addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
  }

  /** Try at once, whatever pause was on. */
  now() {
    this.failures = 0;
    return this.run();
  }

  /** Send all that waits of this account; never twice at a time, in however many windows. */
  async run() {
    clearTimeout(this.timer);
    const lock = navigator.locks ?? { request: (_name, _options, act) => act({}) };
    const trouble = await lock.request(NAME, { ifAvailable: true }, (mine) => (mine ? this.all() : "busy"));
    if (trouble === "away" || trouble === "busy") this.again();
    else this.failures = 0;
    await this.told({ trouble });
  }

  again() {
    const pause = PAUSES[Math.min(this.failures++, PAUSES.length - 1)];
    this.timer = setTimeout(() => this.run(), pause * 1000);
  }

  /** @returns {Promise<""|"away"|"signed-out"|"other">} what keeps the rest from being sent */
  async all() {
    const waiting = () => all().then((entries) => entries.find((one) => one.state === "waiting" && one.who === this.who));
    for (let entry = await waiting(); entry; entry = await waiting()) {
      const trouble = await this.one(entry).catch(() => "away");
      if (trouble) return trouble;
      await this.told({ trouble: "" });
    }
    return "";
  }

  /** Send one entry. It leaves the store only after the server has said that it has it. */
  async one(entry) {
    const here = await fetch(this.state, { cache: "no-store", headers: { Accept: "application/json" } });
    if (!here.ok) return "away";
    const { who, csrf } = await here.json();
    if (!who) return "signed-out";
    if (who !== entry.who) return "other";
    const reply = await fetch(this.send, {
      method: "POST",
      body: formOf(entry),
      headers: { "X-CSRFToken": csrf, Accept: "application/json" },
    });
    if (reply.status === 401) return "signed-out";
    if (!reply.ok && !REFUSED.includes(reply.status)) return "away";
    const said = await reply.json().catch(() => ({}));
    if (!reply.ok) await put({ ...entry, state: "refused", sentence: said.sentence ?? "" });
    else if (said.sentence) await put({ ...entry, state: "late", sentence: said.sentence, photos: [] });
    else await remove(entry.token);
    return "";
  }
}

/** @param {Entry} entry */
function formOf(entry) {
  const form = new FormData();
  for (const name of ["token", "order", "kind", "said", "made_at"]) form.set(name, entry[name]);
  for (const { name, picture } of entry.photos) form.append("photos", picture, name);
  return form;
}

// The pages of a crew on a device: keeps them for places without reception, lets what is entered wait in the outbox and
// be sent once, says what waits, and sorts the orders by where the device is, which it tells nobody. Without this script
// the same forms are sent as they are.

const root = document.querySelector("[data-crew]");
if (root && window.indexedDB && crypto.randomUUID) start(root);

async function start(root) {
  const outbox = await import(root.dataset.crewOutbox);
  await new Crew(root, outbox).begin();
}

class Crew {
  constructor(root, outbox) {
    Object.assign(this, { root, outbox, words: root.dataset, who: root.dataset.crewWho });
    this.find = (name, within = root) => within.querySelector(`[data-crew-${name}]`);
    const { crewState: state, crewSend: send } = root.dataset;
    this.sender = new outbox.Sender({ state, send, who: this.who, told: (how) => this.show(how) });
  }

  async begin() {
    await this.keep();
    for (const form of this.root.querySelectorAll("[data-crew-form]")) {
      form.addEventListener("submit", (event) => this.enter(event, form));
      form.elements.photos.addEventListener("change", ({ target }) => preview(this.find("chosen", form), target));
      form.addEventListener("reset", () => this.find("chosen", form).replaceChildren());
    }
    this.find("now")?.addEventListener("click", () => this.sender.now());
    if (this.find("sorts")) new Near(this.root);
    for (const change of ["online", "offline"]) addEventListener(change, () => this.stand());
    this.stand();
    addEventListener("hashchange", () => this.change()); // from this page to this page
    await this.change();
    await this.show({});
    this.root.dataset.crewReady = "yes";
    await this.sender.run();
  }

  // --- what is kept on the device ---

  /** Have the worker keep this page and what it leads to; what another account has left here is forgotten first. */
  async keep() {
    if (!navigator.serviceWorker) return;
    if (localStorage.getItem("crew-who") !== this.who) await caches.delete("smilecity-crew");
    localStorage.setItem("crew-who", this.who);
    await navigator.serviceWorker.register(this.words.crewWorker);
    const { active } = await navigator.serviceWorker.ready;
    const { crewOutbox, crewPhotos, crewHome } = this.words;
    const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
    const parts = loaded.filter(({ origin, pathname }) => origin === location.origin && /^\/(static\/|farben)/.test(pathname));
    const files = [...parts.map(({ pathname }) => pathname), crewOutbox, crewPhotos, crewHome, location.pathname];
    const rows = [...this.root.querySelectorAll("[data-crew-order]")];
    const orders = this.find("list") && Object.fromEntries(rows.map((row) => [row.dataset.crewUrl, row.dataset.crewVersion]));
    navigator.serviceWorker.addEventListener("message", () => (this.root.dataset.crewKept = "yes"));
    navigator.serviceWorker.startMessages();
    active.postMessage({ files: [...new Set(files)], orders });
  }

  stand() {
    const line = this.find("stand");
    if (!line) return;
    this.find("offline", line).hidden = navigator.onLine;
  }

  // --- entering ---

  /** Save what was entered on the device, then try to send it. A device that cannot keep it sends the form itself. */
  async enter(event, form) {
    event.preventDefault();
    if (form.dataset.busy) return;
    const said = form.elements.said?.value.trim() ?? "";
    const wrong = this.wrongWith(form, said);
    this.complain(form, wrong);
    if (wrong) return;
    form.dataset.busy = "yes";
    form.querySelector("[type=submit]").setAttribute("aria-busy", "true");
    const entry = await this.saved(form, said).catch(() => undefined);
    // Only what is not on the device goes the other way: else it would be sent twice.
    if (!entry) return form.submit();
    if (this.changed) await this.outbox.remove(this.changed.token);
    this.changed = undefined;
    await this.sent(entry, form);
  }

  async saved(form, said) {
    const entry = await this.entryOf(form, said);
    await this.outbox.put(entry);
    return entry;
  }

  wrongWith(form, said) {
    const { crewKind: kind } = form.dataset;
    const field = form.elements.said;
    const count = form.elements.photos.files.length + (this.changed?.photos.length ?? 0);
    if (kind === "returned" && !said) return [field, this.words.wordWhy];
    if (field && said.length > Number(field.dataset.limit)) return [field, this.words.wordLong];
    if (kind === "photos" && !count) return [form.elements.photos, this.words.wordPhoto];
    if (count > Number(this.words.crewMost)) return [form.elements.photos, this.words.wordMany];
    return null;
  }

  complain(form, wrong) {
    const line = this.find("wrong", form);
    line.hidden = !wrong;
    line.querySelector("p").textContent = wrong?.[1] ?? "";
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    wrong?.[0].setAttribute("aria-invalid", "true");
    wrong?.[0].focus();
  }

  async entryOf(form, said) {
    const pictures = [...(this.changed?.photos ?? [])];
    const { shrunk } = await import(this.words.crewPhotos);
    for (const file of form.elements.photos.files) {
      // Not the file itself: some phones forget it as soon as the page is gone.
      const picture = await shrunk(file);
      pictures.push({ name: file.name, picture: new Blob([await picture.arrayBuffer()], { type: picture.type }) });
    }
    const { crewNumber: number, crewTitle: title, crewOrderId: order, crewUrl: url } = form.closest("[data-crew-acts]").dataset;
    return {
      token: crypto.randomUUID(),
      who: this.who,
      ...{ order, number, title, url, said },
      kind: form.dataset.crewKind,
      photos: pictures,
      made_at: new Date().toISOString(),
      state: "waiting",
      sentence: "",
    };
  }

  /** Say that it is safe; go on as soon as the town hall has it. */
  async sent(entry, form) {
    delete form.dataset.busy;
    form.querySelector("[type=submit]").removeAttribute("aria-busy");
    form.reset();
    this.leaves = entry;
    await this.show({});
    this.find("saved").focus();
    await this.sender.now();
  }

  /** Take a refused entry up again, where the address names one. */
  async change() {
    const token = location.hash.match(/^#eintrag-([\w-]+)$/)?.[1];
    const entry = token && (await this.outbox.get(token));
    const form = entry && this.root.querySelector(`[data-crew-form][data-crew-kind="${entry.kind}"]`);
    if (!form || entry.who !== this.who) return;
    this.changed = entry;
    form.closest("details").open = true;
    if (form.elements.said) form.elements.said.value = entry.said;
    const line = this.find("had", form);
    const { wordHad, wordHadOne } = this.words;
    line.firstElementChild.textContent = entry.photos.length === 1 ? wordHadOne : wordHad.replace("{n}", entry.photos.length);
    line.hidden = !entry.photos.length;
    // What was refused may be one of them.
    this.find("had-drop", line).addEventListener("click", () => {
      this.changed = { ...entry, photos: [] };
      line.hidden = true;
      form.elements.photos.focus();
    });
    this.complain(form, [form.elements.said ?? form.elements.photos, entry.sentence || this.words.wordRefused]);
  }

  // --- saying what waits ---

  async show({ trouble }) {
    if (trouble !== undefined) this.trouble = trouble;
    const entries = await this.outbox.all();
    // What was entered on this page is at the town hall now: the same page says so, and what comes next.
    if (this.leaves && !entries.some(({ token }) => token === this.leaves.token)) return location.assign(this.leaves.url);
    const [mine, others] = [entries.filter(({ who }) => who === this.who), entries.filter(({ who }) => who !== this.who)];
    this.mark(mine);
    const box = this.find("box");
    box.hidden = !entries.length;
    const waiting = mine.filter(({ state }) => state === "waiting").length;
    const sentences = [];
    if (waiting) sentences.push(this.counted(waiting));
    if (waiting && this.trouble === "signed-out") sentences.push(this.words.wordSignedOut);
    if (others.length || (waiting && this.trouble === "other")) sentences.push(this.words.wordOther);
    const line = this.find("said");
    if (line.textContent !== sentences.join(" ")) line.textContent = sentences.join(" ");
    this.find("now").hidden = !waiting || this.trouble === "signed-out";
    this.find("sign-in").hidden = !(waiting && this.trouble === "signed-out");
    this.find("entries").replaceChildren(...mine.map((entry) => this.line(entry)));
  }

  counted(n) {
    return n === 1 ? this.words.wordOne : this.words.wordMore.replace("{n}", n);
  }

  line(entry) {
    const line = this.find("entry").content.firstElementChild.cloneNode(true);
    const part = (name) => this.find(`entry-${name}`, line);
    line.dataset.state = entry.state;
    part("title").textContent = `${this.words[`word_${entry.kind}`] ?? ""} ${entry.title}`.trim();
    part("said").textContent = entry.said;
    part("why").textContent = entry.sentence;
    part("why").hidden = !entry.sentence;
    part("change").hidden = entry.state !== "refused";
    part("change").href = `${entry.url}#eintrag-${entry.token}`;
    part("drop").hidden = entry.state === "waiting";
    part("drop").textContent = entry.state === "late" ? this.words.wordSeen : this.words.wordDrop;
    part("drop").addEventListener("click", () => this.drop(entry));
    return line;
  }

  /** Throw away what was refused, after asking; what only the office reads is only taken off the list. */
  async drop(entry) {
    if (entry.state === "refused" && !confirm(this.words.wordSure)) return;
    this.leaves = undefined;
    await this.outbox.remove(entry.token);
    await this.show({});
    this.find("said").focus();
  }

  /** Mark what waits on the cards of the list; on the page of an order show that it is safe instead of the forms. */
  mark(mine) {
    const waits = new Set(mine.filter(({ state, kind }) => state === "waiting" && kind !== "photos").map(({ order }) => order));
    for (const card of this.root.querySelectorAll("[data-crew-order]")) {
      this.find("waits", card).hidden = !waits.has(card.dataset.crewOrder);
    }
    const acts = this.find("acts");
    if (!acts) return;
    const isSafe = waits.has(acts.dataset.crewOrderId);
    acts.hidden = isSafe;
    this.find("saved").hidden = !isSafe;
  }
}

/** Show the photos that were just chosen, small; drawn, since the page may show no picture that is not of the city. */
async function preview(list, input) {
  const files = [...input.files];
  const drawn = await Promise.all(files.map((file, index) => small(file, list.dataset.word.replace("{n}", index + 1))));
  const isNew = input.files.length === files.length && files.every((file, index) => file === input.files[index]);
  if (isNew) list.replaceChildren(...drawn.filter(Boolean));
}

/** Return an item with the middle of a photo; nothing for a file that no browser can read: the server judges that. */
async function small(file, name) {
  const side = 144;
  try {
    const photo = await createImageBitmap(file, { imageOrientation: "from-image" });
    const least = Math.min(photo.width, photo.height);
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const from = [(photo.width - least) / 2, (photo.height - least) / 2];
    canvas.getContext("2d").drawImage(photo, ...from, least, least, 0, 0, side, side);
    photo.close();
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", name);
    const item = document.createElement("li");
    item.append(canvas);
    return item;
  } catch {
    return null;
  }
}

/** The order of the list: as the town hall has laid the way, or by distance from here. */
class Near {
  constructor(root) {
    Object.assign(this, { root, list: root.querySelector("[data-crew-list]") });
    this.laid = [...this.list.children];
    const sorts = root.querySelector("[data-crew-sorts]");
    sorts.hidden = !this.laid.length;
    [this.way, this.here] = sorts.querySelectorAll("button");
    this.said = root.querySelector("[data-crew-sorted]");
    this.way.addEventListener("click", () => this.put(this.laid, this.way, ""));
    this.here.addEventListener("click", () => this.locate());
  }

  locate() {
    const { wordLocating, wordNowhere, wordNear } = this.root.dataset;
    this.said.textContent = wordLocating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => this.put(this.by(coords), this.here, wordNear),
      () => (this.said.textContent = wordNowhere),
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
    );
  }

  /** Return the cards by distance, each saying its own; those without a place come last. */
  by({ longitude, latitude }) {
    const away = new Map(this.laid.map((card) => [card, metres([longitude, latitude], card.dataset)]));
    for (const [card, far] of away) {
      const line = card.querySelector("[data-crew-away]");
      line.textContent = Number.isFinite(far) ? distance(far) : "";
      line.hidden = !Number.isFinite(far);
    }
    return [...this.laid].sort((one, other) => away.get(one) - away.get(other) || 0);
  }

  put(cards, pressed, sentence) {
    this.list.append(...cards);
    for (const button of [this.way, this.here]) button.setAttribute("aria-pressed", String(button === pressed));
    this.said.textContent = sentence;
  }
}

/** The great circle between here and a card, in metres; infinite where the card has no place. */
function metres([lon, lat], { lon: east, lat: north }) {
  if (!east || !north) return Infinity;
  const rad = Math.PI / 180;
  const [a, b] = [lat * rad, Number(north) * rad];
  const h = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(((Number(east) - lon) * rad) / 2) ** 2;
  return 2 * 6371000 * Math.asin(Math.sqrt(h));
}

function distance(far) {
  const lang = document.documentElement.lang;
  if (far < 995) return `${Math.round(far / 10) * 10} m`;
  return `${(far / 1000).toLocaleString(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} km`;
}

// A map beside a list: shows the same contributions as the list, in groups made by the server. Selecting a pin shows it
// in the panel and marks its item in the list. Without this script there is the list, which says the same.

const WAIT = 150;

for (const root of document.querySelectorAll("[data-map]")) start(root);

async function start(root) {
  const ground = await import(root.dataset.mapGround);
  if (!ground.canDraw()) return;
  const [opener, stage] = [root.querySelector("[data-map-open]"), root.querySelector("[data-map-stage]")];
  root.hidden = false;
  const open = async () => {
    opener.hidden = true;
    stage.hidden = false;
    stage.setAttribute("aria-busy", "true");
    try {
      new Shown(root, await ground.openMap(root, stage));
    } catch {
      stage.hidden = true;
      say(root, root.dataset.wordFailed);
    }
    stage.removeAttribute("aria-busy");
  };
  opener.addEventListener("click", open, { once: true });
  const wide = matchMedia("(width >= 60rem)").matches;
  if (root.dataset.map === "open" || (root.dataset.map === "wide" && wide)) open();
}

function say(root, sentence) {
  const line = root.querySelector("[data-map-said]");
  line.textContent = sentence;
  line.hidden = !sentence;
}

/** What is shown on the map now. */
class Shown {
  constructor(root, { map, maplibre }) {
    Object.assign(this, { root, map, maplibre, markers: new Map(), words: root.dataset });
    this.panel = root.querySelector("[data-map-panel]");
    map.on("moveend", () => this.soon());
    // For who lets the address of the page follow the map.
    root.dispatchEvent(new CustomEvent("map-opened", { bubbles: true, detail: { map } }));
    this.panel.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    this.load();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), WAIT);
  }

  /** Fetch what lies in the visible box; an answer that was overtaken by another is not waited for. */
  async load() {
    this.running?.abort();
    this.running = new AbortController();
    // In half steps, and whole cells of a coarse grid: the same part is asked for again, and comes from a cache.
    const zoom = Math.floor(this.map.getZoom() * 2) / 2;
    const url = new URL(this.words.mapSource, location.href);
    for (const [name, value] of Object.entries(widened(this.map.getBounds(), zoom))) url.searchParams.set(name, value);
    url.searchParams.set("zoom", zoom);
    if (url.href === this.shown) return;
    try {
      const reply = await fetch(url, { signal: this.running.signal });
      if (!reply.ok) throw new Error(reply.status);
      this.show(await reply.json());
      this.shown = url.href;
      say(this.root, "");
    } catch (error) {
      if (error.name !== "AbortError") say(this.root, this.words.wordFailed);
    }
  }

  /** Draw the groups and single ones; what stands already stays, so that the focus is not lost. */
  show({ features }) {
    const wanted = new Map(features.map((feature) => [keyOf(feature), feature]));
    for (const [key, marker] of this.markers) {
      if (wanted.has(key)) continue;
      marker.remove();
      this.markers.delete(key);
    }
    for (const [key, feature] of wanted) {
      if (this.markers.has(key)) continue;
      const element = feature.properties.count > 1 ? this.group(feature) : this.pin(feature);
      const marker = new this.maplibre.Marker({ element, anchor: feature.properties.count > 1 ? "center" : "bottom" });
      this.markers.set(key, marker.setLngLat(feature.geometry.coordinates).addTo(this.map));
    }
    this.root.dataset.mapReady = "yes";
  }

  group(feature) {
    const { count, items } = feature.properties;
    const size = Math.min(3, Math.floor(Math.log10(count)));
    const button = knob("map__group", count.toLocaleString(document.documentElement.lang));
    button.dataset.size = size;
    button.setAttribute("aria-label", this.words.wordGroup.replace("{n}", count));
    button.addEventListener("click", () => {
      if (items) return this.tell(items);
      this.map.easeTo({ center: feature.geometry.coordinates, zoom: Math.min(this.map.getZoom() + 2, 19) });
    });
    return button;
  }

  pin(feature) {
    const item = feature.properties;
    const button = knob("map__pin", "");
    button.dataset.kind = item.category || item.kind;
    button.dataset.shape = item.kind;
    button.setAttribute("aria-label", [item.title, item.status].filter(Boolean).join(", "));
    button.addEventListener("click", () => this.tell([item], button));
    return button;
  }

  /** Show one or several in the panel, and mark them in the list. */
  tell(items, pin) {
    this.close();
    pin?.setAttribute("aria-pressed", "true");
    this.back = pin ?? document.activeElement;
    const list = document.createElement("ul");
    list.setAttribute("role", "list");
    list.append(...items.map((item) => this.line(item)));
    const shut = knob("link-button", this.words.wordClose);
    shut.addEventListener("click", () => this.close());
    this.panel.replaceChildren(list, shut);
    this.panel.hidden = false;
    this.panel.querySelector("a")?.focus({ preventScroll: true });
    for (const item of items) mark(item.number);
  }

  line(item) {
    const line = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: item.url, textContent: item.title });
    const facts = Object.assign(document.createElement("p"), { className: "small soft" });
    facts.textContent = [this.words.wordNumber.replace("{n}", item.number), item.label, item.status]
      .filter(Boolean)
      .join(" · ");
    line.append(link, facts);
    return line;
  }

  close() {
    this.panel.hidden = true;
    this.root.querySelector("[aria-pressed=true]")?.setAttribute("aria-pressed", "false");
    for (const marked of document.querySelectorAll("[data-number].is-marked")) marked.classList.remove("is-marked");
    if (this.panel.contains(document.activeElement)) this.back?.focus();
  }
}

/** Return the sides of the visible part, moved outwards to a grid of 128 pixels; the world is 512 wide at zoom 0. */
function widened(box, zoom) {
  const step = 360 / 2 ** zoom / 4;
  const side = (value, to, most) => Number(Math.max(-most, Math.min(most, to(value / step) * step)).toFixed(5));
  return {
    west: side(box.getWest(), Math.floor, 180),
    south: side(box.getSouth(), Math.floor, 90),
    east: side(box.getEast(), Math.ceil, 180),
    north: side(box.getNorth(), Math.ceil, 90),
  };
}

function knob(className, text) {
  return Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
}

/** Groups are told apart by place and size, single ones by their number. */
function keyOf({ geometry, properties }) {
  return properties.count > 1 ? `${geometry.coordinates}:${properties.count}` : `#${properties.number}`;
}

function mark(number) {
  const item = document.querySelector(`[data-number="${CSS.escape(number)}"]`);
  if (!item) return;
  item.classList.add("is-marked");
  if (matchMedia("(width >= 60rem)").matches) item.scrollIntoView({ block: "nearest" });
}

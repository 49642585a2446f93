// Choosing a place: by an address that is suggested while it is typed, by where I am, or on a map with a crosshair in
// its middle and a button that takes it. Writes lon and lat into the fields of the form and says the place in words.
// Without this script the field and its button do the same, one page later. Staff pages use the field alone. What is
// suggested stands in a combobox (see combobox.js).
for (const root of document.querySelectorAll("[data-pin]")) new Picker(root);

function Picker(root) {
  const words = root.dataset;
  const find = (name) => root.querySelector(`[data-pin-${name}]`);
  const named = (name) => root.querySelector(`input[name="${name}"]`);
  const field = find("query") ?? named(words.pinField);
  const [lon, lat] = [named(words.pinLon ?? "lon"), named(words.pinLat ?? "lat")];
  const [said, found, stage] = [find("said"), find("found"), find("stage")];
  const list = import(words.combobox).then(({ Combobox }) =>
    Combobox(field, found, { label: words.wordOffers, look, line, choose, told, searches: !("pinGoes" in words) }),
  );
  let name = field.value; // of the point, where the field has one
  let opened;
  let running;

  for (const part of root.querySelectorAll("[data-pin-script]")) part.hidden = false;
  find("search")?.addEventListener("click", (event) => {
    event.preventDefault();
    field.focus();
    list.then(({ search }) => search());
  });
  // Whoever types anew does not mean the point of before any more. Staff may add to its name ("Rathaus, Saal 1").
  field.addEventListener("input", () => {
    const isAdded = "pinGoes" in words && name && field.value.startsWith(name) && /^(\s*[,;(–]|$)/.test(field.value.slice(name.length));
    if (!lon?.value || isAdded) return;
    keep("", "");
    tell(words.wordRemoved);
  });
  find("here")?.addEventListener("click", locate);
  find("open")?.addEventListener("click", () => open());
  find("close")?.addEventListener("click", close);
  find("take")?.addEventListener("click", async () => {
    const { map } = await opened;
    const middle = map.getCenter();
    take(middle.lng, middle.lat);
  });
  find("remove")?.addEventListener("click", () => {
    keep("", "");
    tell(words.wordRemoved);
    field.focus();
  });
  if (lon?.value && lat?.value) mark(true);

  function tell(sentence, isWrong = false) {
    said.textContent = sentence;
    said.classList.toggle("is-wrong", isWrong);
  }

  function mark(isSet) {
    root.classList.toggle("has-place", isSet);
    if (find("remove")) find("remove").hidden = !isSet;
  }

  function keep(east, north) {
    if (!lon || !lat) return;
    [lon.value, lat.value] = [east, north];
    mark(east !== "");
  }

  /** Ask for what bears a name. Only the last question counts; null: there was no answer. */
  async function look(text) {
    running?.abort();
    running = new AbortController();
    const mine = running;
    const reply = await ask(words.pinSearch, { q: text }, mine.signal);
    return mine === running ? reply && reply.places : undefined;
  }

  /** Fill in the line of a place among what was found. */
  function line(place, item) {
    item.className = "pin__match";
    item.append(Object.assign(document.createElement("strong"), { textContent: place.name }));
    for (const text of [place.district, place.note]) {
      if (text) item.append(" ", Object.assign(document.createElement("span"), { textContent: text }));
    }
  }

  /** Say how many were found; that there is nothing, only to who asked for it. */
  function told(places, isAsked) {
    if (places?.length) tell(words.wordFound.replace("{n}", places.length));
    else if (isAsked) tell(places ? words.wordNothing : words.wordFailed, true);
  }

  function choose(place) {
    running?.abort(); // whatever is still on its way belongs to what was typed before
    name = field.value = place.name;
    const where = [place.name, place.district].filter(Boolean).join(", ");
    tell([`${words.wordTaken} ${where}.`, place.note].filter(Boolean).join(" "));
    keep(place.lon.toFixed(6), place.lat.toFixed(6));
    show(place.lon, place.lat);
  }

  /** Ask the server where a point is; only a point in the city is taken. */
  async function take(east, north) {
    const place = await ask(words.pinWords, { lon: east.toFixed(6), lat: north.toFixed(6) });
    if (!place) return tell(words.wordFailed, true);
    if (!place.inside) return tell(place.sentence, true);
    keep(east.toFixed(6), north.toFixed(6));
    if (find("query")) name = field.value = ""; // what was typed before is not where the point is
    // The page says who acts there only where it was not read here.
    if (place.told) named("told").value = `${lon.value},${lat.value}`;
    tell([`${words.wordTaken} ${place.sentence}`, place.told].filter(Boolean).join(". "));
  }

  function locate() {
    tell(words.wordLocating);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        take(coords.longitude, coords.latitude);
        show(coords.longitude, coords.latitude);
      },
      () => tell(words.wordNowhere, true),
      { enableHighAccuracy: true, timeout: 15000 },
    );
  }

  /** Bring a map that is open already to a place; none is opened for it. */
  async function show(east, north) {
    if (!opened) return;
    const { map } = await opened;
    map.easeTo({ center: [east, north], zoom: Math.max(map.getZoom(), 16) });
  }

  async function open() {
    find("open").hidden = true;
    find("map").hidden = false;
    if (opened) return stage.querySelector("canvas").focus({ preventScroll: true });
    stage.setAttribute("aria-busy", "true");
    opened = import(words.mapGround).then((ground) => ground.openMap(root, stage));
    try {
      const { map } = await opened;
      if (lon.value && lat.value) map.jumpTo({ center: [Number(lon.value), Number(lat.value)], zoom: 16 });
      map.getCanvas().focus({ preventScroll: true });
      root.dataset.mapReady = "yes";
    } catch {
      opened = undefined;
      find("map").hidden = true;
      tell(words.wordNoMap, true);
    }
    stage.removeAttribute("aria-busy");
  }

  /** Go on without the map, at the field before it. */
  function close() {
    find("map").hidden = true;
    find("open").hidden = false;
    field.focus();
  }
}

async function ask(address, values, signal) {
  try {
    const url = new URL(address, location.href);
    for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value);
    const reply = await fetch(url, { signal });
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

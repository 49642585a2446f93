// Choosing a place: by address, by where I am, or on a map with a crosshair in its middle and a button that takes it.
// Writes lon and lat into hidden fields and says the place in words. Without this script the address field does all.

for (const root of document.querySelectorAll("[data-pin]")) new Picker(root);

function Picker(root) {
  const find = (name) => root.querySelector(`[data-pin-${name}]`);
  const words = root.dataset;
  const [lon, lat] = [root.querySelector("input[name=lon]"), root.querySelector("input[name=lat]")];
  const [said, found, stage, field] = [find("said"), find("found"), find("stage"), find("query")];
  let opened;

  for (const part of root.querySelectorAll("[data-pin-script]")) part.hidden = false;
  find("search").addEventListener("click", (event) => {
    event.preventDefault();
    search();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // else the whole form would be sent
    search();
  });
  find("here").addEventListener("click", locate);
  find("open").addEventListener("click", () => open());
  find("take").addEventListener("click", async () => {
    const { map } = await opened;
    const middle = map.getCenter();
    take(middle.lng, middle.lat);
  });
  find("remove").addEventListener("click", () => {
    [lon.value, lat.value] = ["", ""];
    tell(words.wordRemoved);
    mark(false);
    field.focus();
  });
  if (lon.value && lat.value) mark(true);

  function tell(sentence, isWrong = false) {
    said.textContent = sentence;
    said.classList.toggle("is-wrong", isWrong);
  }

  function mark(isSet) {
    root.classList.toggle("has-place", isSet);
    find("remove").hidden = !isSet;
  }

  /** Ask the server where a point is; only a point in the city is taken. */
  async function take(east, north) {
    const place = await ask(words.pinWords, { lon: east.toFixed(6), lat: north.toFixed(6) });
    if (!place) return tell(words.wordFailed, true);
    if (!place.inside) return tell(place.sentence, true);
    [lon.value, lat.value] = [east.toFixed(6), north.toFixed(6)];
    tell(`${words.wordTaken} ${place.sentence}`);
    mark(true);
  }

  async function search() {
    const text = field.value.trim();
    if (text.length < 2) return field.focus();
    const reply = await ask(words.pinSearch, { q: text });
    if (!reply) return tell(words.wordFailed, true);
    found.replaceChildren(...reply.places.map(suggestion));
    found.hidden = reply.places.length === 0;
    if (reply.places.length === 0) tell(words.wordNothing, true);
    else tell(words.wordFound.replace("{n}", reply.places.length));
  }

  function suggestion(place) {
    const line = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "pin__match" });
    button.append(Object.assign(document.createElement("strong"), { textContent: place.name }));
    if (place.district) button.append(Object.assign(document.createElement("span"), { textContent: place.district }));
    button.addEventListener("click", () => {
      found.hidden = true;
      field.value = place.name;
      take(place.lon, place.lat);
      show(place.lon, place.lat);
    });
    line.append(button);
    return line;
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
}

async function ask(address, values) {
  try {
    const reply = await fetch(`${address}?${new URLSearchParams(values)}`);
    return reply.ok ? await reply.json() : null;
  } catch {
    return null;
  }
}

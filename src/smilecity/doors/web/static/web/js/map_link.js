// Lets the address of a page follow its map (zoom/lat/lon), and whatever leads away from here with the same view: the
// form of the filters, the list of the visible part, the code for other sites. Nothing piles up in the history.

const VIEW = "ausschnitt";
const REGION = "bereich";

document.addEventListener("map-opened", ({ target, detail: { map } }) => {
  if (!("mapDeep" in target.dataset)) return;
  map.on("moveend", () => follow(map));
});

function follow(map) {
  const { lat, lng } = map.getCenter();
  const view = `${round(map.getZoom(), 2)}/${round(lat, 5)}/${round(lng, 5)}`;
  history.replaceState(history.state, "", changed(location.href, VIEW, view));
  for (const field of document.querySelectorAll(`input[name="${VIEW}"]`)) field.value = view;
  for (const link of document.querySelectorAll("[data-map-region-link]")) {
    const box = map.getBounds();
    const sides = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()].map((side) => round(side, 5));
    link.href = changed(changed(link.href, VIEW, view), REGION, sides.join(","));
    link.hidden = false;
  }
  embed(view);
}

/** Put the view into the code for other sites, too. */
function embed(view) {
  const frame = document.querySelector("[data-map-frame]");
  const code = document.querySelector("[data-map-code]");
  if (!frame || !code) return;
  const before = frame.href;
  frame.href = changed(before, VIEW, view);
  const written = (address) => `src="${address.replaceAll("&", "&amp;")}"`;
  code.value = code.value.replace(/src="[^"]*"/, () => written(frame.href));
}

/** Return an address with one word of its query changed; slashes and commas stay as people read them. */
function changed(address, name, value) {
  const url = new URL(address, location.href);
  url.searchParams.set(name, value);
  url.search = url.search.replaceAll("%2F", "/").replaceAll("%2C", ",");
  return url.href;
}

const round = (value, digits) => Number(value.toFixed(digits));

// The ground every map stands on: MapLibre, the city's own layers or tiles, in the colours of the page, light and dark.
// Nothing of it is fetched before `openMap` is called, and nothing from anywhere but this site (unless the city has
// chosen a source of tiles). Labels are drawn with the page's own font.

const FONT = ["Fira Sans"];
const DARK = matchMedia("(prefers-color-scheme: dark)");
let library;

/** Load MapLibre and its styles once. `root` names their addresses in its data- attributes. */
function loadLibrary(root) {
  library ??= (async () => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: root.dataset.mapCss });
    const styled = new Promise((resolve) => sheet.addEventListener("load", resolve, { once: true }));
    document.head.append(sheet);
    const [maplibre] = await Promise.all([import(root.dataset.mapLibrary), styled]);
    maplibre.setWorkerUrl(new URL(root.dataset.mapWorker, location.href).href);
    return maplibre;
  })();
  return library;
}

/** Return the colours that the style sheets give to this map now, as MapLibre understands them. */
function coloursOf(stage) {
  const probe = document.createElement("span");
  probe.hidden = true;
  stage.append(probe);
  const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const read = (name) => {
    probe.style.color = `var(--map-${name})`;
    // Mixed colours come as color(srgb …): painted and read back they are plain numbers.
    pen.fillStyle = getComputedStyle(probe).color;
    pen.fillRect(0, 0, 1, 1);
    return `rgb(${[...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)].join(" ")})`;
  };
  const names = ["around", "land", "water", "park", "street", "edge", "border", "label", "halo", "water-label"];
  const colours = Object.fromEntries(names.map((name) => [name, read(name)]));
  probe.remove();
  return colours;
}

const of = (kind) => ["==", ["get", "kind"], kind];
const wide = (...stops) => ["interpolate", ["exponential", 1.6], ["zoom"], ...stops];

function areas(c) {
  const fill = (id, colour) => ({
    id, type: "fill", source: "ground", filter: of(id), paint: { "fill-color": colour, "fill-antialias": true },
  });
  return [
    fill("outline", c.land),
    fill("park", c.park),
    fill("water", c.water),
    {
      id: "district", type: "line", source: "ground", filter: of("district"), maxzoom: 15,
      paint: { "line-color": c.border, "line-width": 1, "line-dasharray": [3, 2] },
    },
    {
      id: "edge", type: "line", source: "ground", filter: of("outline"),
      paint: { "line-color": c.edge, "line-width": wide(9, 1, 14, 2) },
    },
  ];
}

/** Streets show the earlier, the longer they are; a quiet city is read more easily than a full one. */
function streets(c) {
  const line = (rank, minzoom, ...width) => ({
    id: `street-${rank}`, type: "line", source: "streets", minzoom, filter: ["==", ["get", "rank"], rank],
    layout: { "line-cap": "round", "line-join": "round" },
    paint: { "line-color": c.street, "line-width": wide(...width) },
  });
  return [line(3, 12, 12, 0.6, 14, 1.8, 18, 12), line(2, 11, 11, 0.6, 14, 2.4, 18, 14), line(1, 9, 9, 0.5, 14, 3.2, 18, 16)];
}

function labels(c) {
  const text = (id, source, filter, size, colour, more = {}) => ({
    id, type: "symbol", source, filter, ...more.layer,
    layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": size, "text-padding": 6, ...more.layout },
    paint: { "text-color": colour, "text-halo-color": c.halo, "text-halo-width": 1.6 },
  });
  const along = { "symbol-placement": "line", "symbol-spacing": 320 };
  return [
    text("street-name", "streets", ["has", "name"], wide(14, 12, 18, 15), c.label, { layer: { minzoom: 14 }, layout: along }),
    text("park-name", "ground", of("park"), 12, c.label, { layer: { minzoom: 13.5 }, layout: { "text-max-width": 7 } }),
    text("water-name", "ground", of("water"), 13, c["water-label"], { layer: { minzoom: 9 }, layout: { "text-letter-spacing": 0.08 } }),
    text("district-name", "ground", of("district-name"), wide(10, 12, 14, 16), c.label, {
      layer: { minzoom: 10, maxzoom: 14.5 },
      layout: { "text-max-width": 6, "text-letter-spacing": 0.02 },
    }),
  ];
}

function styleOf(setup, colours) {
  const background = { id: "around", type: "background", paint: { "background-color": colours.around } };
  const style = { version: 8, sources: {}, layers: [background] };
  if (setup.ground) style.sources.ground = { type: "geojson", data: absolute(setup.ground), tolerance: 0.2 };
  if (setup.streets) style.sources.streets = { type: "geojson", data: absolute(setup.streets), tolerance: 0.3 };
  const ground = setup.ground ? areas(colours) : [];
  if (setup.tiles) {
    // A drawn map of somebody else replaces ours; the city's edge stays.
    style.sources.tiles = { type: "raster", tiles: [absolute(setup.tiles)], tileSize: 256, minzoom: 6, maxzoom: 19 };
    const dim = DARK.matches ? { "raster-brightness-max": 0.75, "raster-saturation": -0.3 } : {};
    style.layers.push({ id: "tiles", type: "raster", source: "tiles", paint: dim });
    style.layers.push(...ground.filter((layer) => layer.id === "edge"));
    return style;
  }
  style.layers.push(...ground, ...(setup.streets ? streets(colours) : []));
  style.layers.push(...labels(colours).filter((layer) => layer.source in style.sources));
  return style;
}

// The braces of a tile's address must stay as they are.
const absolute = (path) => (path.startsWith("/") ? location.origin + path : path);

/** Ask for what the map is made of. */
async function setupOf(root) {
  const reply = await fetch(root.dataset.mapSetup);
  if (!reply.ok) throw new Error(`setup ${reply.status}`);
  return reply.json();
}

function around([west, south, east, north], share) {
  const [wide, high] = [(east - west) * share, (north - south) * share];
  return [[west - wide, south - high], [east + wide, north + high]];
}

/** Where the map begins: at a view of its own (zoom/lat/lon), at a part of the city, or at all of it. */
function beginning(root, setup) {
  const [zoom, lat, lon] = (root.dataset.mapView ?? "").split("/").map(Number);
  if (Number.isFinite(lon)) return { center: [lon, lat], zoom };
  const sides = (root.dataset.mapRegion ?? "").split(",").map(Number);
  if (sides.length === 4 && sides.every(Number.isFinite)) return { bounds: sides };
  return { bounds: setup.box ?? [[5.9, 47.2], [15.1, 55.1]] };
}

/**
 * Open a map in `stage`. `root` carries the addresses (components/map_files.html) and the words of the controls.
 * Returns { map, maplibre, setup } once the map stands; throws where WebGL or the network is missing.
 */
export async function openMap(root, stage) {
  const [maplibre, setup] = await Promise.all([loadLibrary(root), setupOf(root)]);
  const words = root.dataset;
  const map = new maplibre.Map({
    container: stage,
    style: styleOf(setup, coloursOf(stage)),
    ...beginning(root, setup),
    fitBoundsOptions: { padding: 12 },
    maxBounds: setup.box ? around(setup.box, 1.5) : undefined,
    maxZoom: 19,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    // On a page one scrolls past a map; two fingers (or Ctrl) move it.
    cooperativeGestures: root.dataset.mapCooperative === "yes",
    fadeDuration: 0,
    locale: {
      "Map.Title": words.wordMap,
      "NavigationControl.ZoomIn": words.wordCloser,
      "NavigationControl.ZoomOut": words.wordFarther,
      "CooperativeGesturesHandler.WindowsHelpText": words.wordControl,
      "CooperativeGesturesHandler.MacHelpText": words.wordCommand,
      "CooperativeGesturesHandler.MobileHelpText": words.wordFingers,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  DARK.addEventListener("change", () => map.setStyle(styleOf(setup, coloursOf(stage))));
  nameSources(root, setup);
  await map.once("load");
  return { map, maplibre, setup };
}

function nameSources(root, setup) {
  const line = root.querySelector("[data-map-sources]");
  if (!line || setup.sources.length === 0) return;
  line.textContent = `${root.dataset.wordSources} ${setup.sources.join("; ")}`;
  line.hidden = false;
}

/** Say whether this browser can draw maps at all. */
export function canDraw() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

// Draws a series with uPlot once a finger or a mouse comes to it, so that single values can be read, and once a new value
// arrives. Until then, and without this script, the drawing of the server stands; the table below says the same.

const DARK = matchMedia("(prefers-color-scheme: dark)");
const LANGUAGE = document.documentElement.lang;
const TIMES = {
  each: { dateStyle: "medium", timeStyle: "short" },
  day: { dateStyle: "medium" },
  month: { month: "long", year: "numeric" },
};

for (const root of document.querySelectorAll("[data-plot]")) {
  let drawn;
  const wake = () => (drawn ??= draw(root).catch(() => {}));
  root.addEventListener("pointerenter", wake, { once: true });
  document.addEventListener("measured", wake, { once: true });
  root.querySelector("[data-plot-told]").hidden = false;
}

async function draw(root) {
  const [{ default: uPlot }, data] = await Promise.all([import(root.dataset.plotLibrary), points(root), styles(root)]);
  const stage = root.querySelector("[data-plot-stage]");
  // As high as the drawing it takes the place of: nothing below it moves.
  const high = [...root.querySelectorAll("svg")].map((drawing) => drawing.clientHeight).find(Boolean) ?? 280;
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", root.dataset.plotTitle);
  root.classList.add("is-moving");
  let [shown, plot] = [data, null];

  const anew = () => {
    plot?.destroy();
    plot = new uPlot(optionsOf(root, uPlot, sizeOf(stage, high), shown), columnsOf(shown), stage);
  };
  anew();
  DARK.addEventListener("change", anew);
  new ResizeObserver(() => plot.width !== stage.clientWidth && plot.setSize(sizeOf(stage, high))).observe(stage);
  document.addEventListener("measured", async () => {
    shown = await points(root).catch(() => shown);
    anew();
  });
}

async function points(root) {
  const reply = await fetch(root.dataset.plot);
  if (!reply.ok) throw new Error(reply.status);
  return reply.json();
}

function styles(root) {
  const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: root.dataset.plotCss });
  const styled = new Promise((resolve, reject) => {
    sheet.addEventListener("load", resolve, { once: true });
    sheet.addEventListener("error", reject, { once: true });
  });
  // Before our own sheets, which say the last word.
  document.head.prepend(sheet);
  return styled;
}

const columnsOf = (data) => [data.times, ...(data.least ? [data.most, data.least] : []), data.values];

const sizeOf = (stage, height) => ({ width: stage.clientWidth, height });

function optionsOf(root, uPlot, size, data) {
  const style = getComputedStyle(root);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const words = root.dataset;
  const unit = words.plotUnit ? `\u00a0${words.plotUnit}` : "";
  const number = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 3 });
  const moment = new Intl.DateTimeFormat(LANGUAGE, { ...(TIMES[data.step] ?? TIMES.each), timeZone: words.plotZone });
  // A mean is drawn in the middle of its hour, and said as that hour.
  const begun = (at) => (data.step === "hour" ? Math.floor(at / 3600) * 3600 : at) * 1000;
  const said = (_plot, value) => (value == null ? "–" : number.format(value) + unit);
  const last = data.times.length - 1;
  const edge = { stroke: "transparent", value: said, points: { show: false } };
  const line = { label: data.least ? words.wordMean : words.wordValue, stroke: colour("accent"), width: 2, value: said };
  const axis = {
    stroke: colour("ink-soft"),
    font: '15px "Fira Sans", sans-serif',
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
  };
  return {
    ...size,
    series: [
      { label: words.wordTime, value: (_plot, at) => (at == null ? "–" : moment.format(begun(at))) },
      ...(data.least ? [{ ...edge, label: words.wordMost }, { ...edge, label: words.wordLeast }] : []),
      { ...line, points: { show: data.times.length < 60, size: 6, fill: colour("accent") } },
    ],
    bands: data.least ? [{ series: [1, 2], fill: `color-mix(in srgb, ${colour("accent")} 20%, transparent)` }] : [],
    scales: { x: { range: [data.start, data.end] } },
    axes: [
      { ...axis, space: 64, values: (_plot, splits) => splits.map((at) => label(at, splits, words.plotZone)) },
      { ...axis, values: (_plot, splits) => splits.map((value) => number.format(value)), size: wide },
    ],
    tzDate: (at) => uPlot.tzDate(new Date(at * 1000), words.plotZone),
    cursor: { drag: { x: false, y: false }, points: { size: 9 } },
    legend: {
      live: true,
      isolate: false,
      markers: { show: false },
      mount: (_plot, legend) => root.querySelector("[data-plot-told]").replaceChildren(legend),
    },
    // Where nothing is pointed at, the legend says the latest value.
    hooks: { setLegend: [(plot) => plot.legend.idx == null && plot.setLegend({ idx: last })] },
  };
}

/** As wide as the longest number beside the axis. */
function wide(_plot, values) {
  return 18 + 8.5 * Math.max(2, ...(values ?? []).map((value) => value.length));
}

/** Say a mark of time as the drawing of the server does: hours, days, months or years. */
function label(at, splits, timeZone) {
  const apart = (splits.at(-1) - splits[0]) / Math.max(splits.length - 1, 1) / 3600;
  const date = new Date(at * 1000);
  const say = (options) => new Intl.DateTimeFormat(LANGUAGE, { ...options, timeZone }).format(date);
  const hour = say({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  if (apart < 20 && hour !== "00:00") return hour;
  if (apart < 24 * 25) return say({ day: "numeric", month: "short" });
  return apart < 24 * 300 ? say({ month: "short", year: "2-digit" }) : say({ year: "numeric" });
}

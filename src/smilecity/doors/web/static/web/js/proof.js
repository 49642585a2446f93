// Proof of work (ALTCHA, version 2): the device computes in the background as soon as somebody begins to write. Whoever
// sends the form earlier waits a moment, and reads why. Whatever goes wrong: the form is sent, without a proof.

const PATIENCE = 60_000;
// Computed again a while before the server forgets it.
const MARGIN = 60_000;

for (const root of document.querySelectorAll("[data-proof]")) watch(root);

function watch(root) {
  const form = root.closest("form");
  const field = root.querySelector("[data-proof-field]");
  const said = root.querySelector("[data-proof-said]");
  let attempt, ready;
  let [isWaiting, isOver] = [false, false];

  form.addEventListener("focusin", begin, { once: true });
  // In the capture phase: nothing else may take the form for sent yet.
  form.addEventListener("submit", hold, true);
  // Coming back with the browser's back button: what was proved has been used up.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    [attempt, ready, field.value, said.textContent] = [undefined, undefined, "", ""];
    [isWaiting, isOver] = [false, false];
  });

  /** Start to compute, unless a proof is on its way or there. It ends in any case, with nothing where it cannot be had. */
  function begin() {
    attempt ??= prove(root, tell).then((proof) => (ready = proof), () => (ready = { payload: "", until: Infinity }));
    return attempt;
  }

  function hold(event) {
    if (isOver) return;
    if (isReady()) return take();
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isWaiting) return;
    isWaiting = true;
    said.textContent = root.dataset.wordWait;
    if (ready) attempt = ready = undefined; // grown old while somebody wrote
    begin().then(() => {
      take();
      form.requestSubmit(event.submitter);
    });
  }

  function isReady() {
    return ready !== undefined && ready.until > Date.now();
  }

  function take() {
    field.value = ready.payload;
    if (!ready.payload) said.textContent = root.dataset.wordGone;
    isOver = true;
  }

  function tell(seconds) {
    if (isWaiting) said.textContent = `${root.dataset.wordWait} ${root.dataset.wordLeft.replace("{n}", seconds)}`;
  }
}

async function prove(root, tell) {
  const reply = await fetch(root.dataset.proofChallenge);
  if (!reply.ok) throw new Error(`challenge ${reply.status}`);
  const challenge = await reply.json();
  const solution = await solve(root.dataset.proofWorker, challenge.parameters, tell);
  return {
    payload: btoa(JSON.stringify({ challenge, solution })),
    until: challenge.parameters.expiresAt * 1000 - MARGIN,
  };
}

function solve(script, parameters, tell) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script);
    const began = Date.now();
    let saidAt = began;
    const end = (settle, value) => {
      clearTimeout(timer);
      worker.terminate();
      settle(value);
    };
    const timer = setTimeout(() => end(reject, new Error("too slow")), PATIENCE);
    worker.addEventListener("error", () => end(reject, new Error("no worker")));
    worker.addEventListener("message", ({ data }) => {
      if (data.derivedKey) return end(resolve, data);
      if (data.failed) return end(reject, new Error(data.failed));
      // Not more often than somebody can listen to it.
      if (Date.now() - saidAt < 5000) return;
      saidAt = Date.now();
      // The counter may be anywhere in what is left: half of it, on average.
      const left = ((saidAt - began) / data.tried) * (parameters.data.most - data.tried) / 2;
      tell(Math.max(1, Math.ceil(left / 1000)));
    });
    worker.postMessage(parameters);
  });
}

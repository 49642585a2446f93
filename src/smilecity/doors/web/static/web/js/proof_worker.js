// Finds the counter whose key begins as a challenge asks (ALTCHA, version 2, PBKDF2 with SHA-256), apart from the page.

const STEP = 50;

addEventListener("message", ({ data }) => {
  find(data).catch((error) => postMessage({ failed: String(error) }));
});

async function find({ nonce, salt, keyPrefix, keyLength, cost, data }) {
  const [start, grains, prefix] = [bytes(nonce), bytes(salt), bytes(keyPrefix)];
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const number = new DataView(password.buffer);
  for (let counter = 0; counter <= data.most; counter++) {
    number.setUint32(start.length, counter);
    const derived = await derive(password, grains, cost, keyLength);
    if (prefix.every((byte, index) => byte === derived[index])) return postMessage({ counter, derivedKey: hex(derived) });
    if (counter % STEP === STEP - 1) postMessage({ tried: counter + 1 });
  }
  throw new Error("no counter");
}

async function derive(password, salt, iterations, length) {
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, key, length * 8));
}

function bytes(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hex(data) {
  return [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

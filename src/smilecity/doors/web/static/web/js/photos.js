// Makes photos small in the browser and sends them one by one, saying how far it is. A photo drawn anew holds nothing
// of where and when it was taken. Without this script the form sends the files as they are.
const LONGEST = 1600;

for (const form of document.querySelectorAll("form[data-photos]")) new Sender(form);

function Sender(form) {
  const find = (name) => form.querySelector(`[data-photos-${name}]`);
  const [input, list, said, words] = [form.querySelector("[type=file]"), find("list"), find("said"), form.dataset];
  let busy = false;

  for (const plain of form.querySelectorAll("[data-photos-plain]")) plain.hidden = true;
  input.addEventListener("change", () => send([...input.files]));
  form.addEventListener("submit", (event) => {
    if (busy) return event.preventDefault(); // it would go on without the photo that is on its way
    if (event.submitter?.name !== "remove") return;
    event.preventDefault();
    remove(event.submitter.value);
  });

  async function send(files) {
    busy = true;
    const wrong = [];
    for (const [at, file] of files.entries()) {
      tell(words.wordShrinking, at, files);
      const photo = await shrunk(file);
      tell(words.wordSending, at, files);
      const errors = await post((body) => body.set("photos", photo, file.name));
      if (errors) wrong.push(errors);
    }
    input.value = "";
    busy = false;
    const isSaid = wrong.length === 1 && list.querySelector(".kern-error");
    said.textContent = isSaid ? "" : wrong.join(" ") || words.wordDone;
    if (wrong.length) input.focus();
  }

  async function remove(photo) {
    busy = true;
    await post((body) => body.set("remove", photo));
    busy = false;
    input.focus();
  }

  function tell(sentence, at, files) {
    said.textContent = sentence.replace("{n}", at + 1).replace("{all}", files.length);
  }

  /** Send what was typed so far with one photo; the answer is the list. Returns what went wrong, or nothing. */
  async function post(add) {
    const body = new FormData(form);
    body.delete("photos");
    body.set("alone", "yes");
    add(body);
    try {
      const reply = await fetch(location.href, { method: "POST", body });
      if (reply.redirected || (!reply.ok && reply.status !== 422)) throw new Error(reply.status);
      const answer = document.createElement("template");
      answer.innerHTML = await reply.text(); // our own page, with everything in it escaped
      if (!answer.content.firstElementChild?.matches("[data-photos-left]")) throw new Error("not the list");
      list.replaceChildren(answer.content);
      find("ask").hidden = find("left").dataset.photosLeft === "0";
      const error = list.querySelector(".kern-error");
      input.setAttribute("aria-invalid", Boolean(error));
      input.setAttribute("aria-describedby", error ? "photos-hint photos-error" : "photos-hint");
      return error?.textContent ?? "";
    } catch {
      said.textContent = words.wordFailed;
      return words.wordFailed;
    }
  }
}

/** Return the photo no longer than LONGEST; a file that no browser can read is for the server to judge. */
export async function shrunk(file) {
  try {
    const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST / Math.max(drawn.width, drawn.height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(drawn.width * scale), Math.round(drawn.height * scale)];
    canvas.getContext("2d").drawImage(drawn, 0, 0, canvas.width, canvas.height);
    drawn.close();
    return (await blob(canvas, "image/webp")) ?? (await blob(canvas, "image/jpeg")) ?? file;
  } catch {
    return file;
  }
}

/** Return the picture in a format; nothing where the browser gives another one instead. */
function blob(canvas, type) {
  return new Promise((done) => canvas.toBlob((made) => done(made?.type === type ? made : null), type, 0.85));
}

// Shows only what belongs to the chosen kind of question. Hidden fields are still sent; the server leaves out what does
// not belong to the kind, so nothing typed is lost when somebody changes their mind.

for (const form of document.querySelectorAll("[data-question]")) {
  const show = () => {
    const kind = form.querySelector("[name=kind]:checked")?.value;
    for (const part of form.querySelectorAll("[data-kinds]")) {
      part.hidden = Boolean(kind) && !part.dataset.kinds.split(" ").includes(kind);
    }
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "kind") show();
  });
  show();
}

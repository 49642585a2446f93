// Brings the reader to the list of errors; browsers without autofocus on plain elements need this.
const summary = document.querySelector("[data-error-summary]");
requestAnimationFrame(() => {
  if (document.activeElement !== summary) summary?.focus();
});

// The links lead into the field itself, with its label in sight.
summary?.addEventListener("click", (event) => {
  const id = event.target.closest("a")?.hash.slice(1);
  const field = id && document.getElementById(id);
  if (!field) return;
  event.preventDefault();
  field.focus({ preventScroll: true });
  (field.closest("fieldset, [data-field]") ?? field).scrollIntoView();
});

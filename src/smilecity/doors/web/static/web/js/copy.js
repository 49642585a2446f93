// Copies what stands in a field. The button shows only where browsers let pages copy; the field can always be marked.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    const words = button.querySelector("span");
    const before = words.textContent;
    words.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(field.value);
      words.textContent = button.dataset.wordDone;
      setTimeout(() => (words.textContent = before), 3000);
    });
  }
}

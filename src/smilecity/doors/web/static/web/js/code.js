// A QR code on paper leads here with the code behind a #, which browsers never send. It goes into the field, and out of
// the address, so that neither the history nor a shared screen shows it.
const field = document.querySelector("[data-code-form] [name=code]");
const code = decodeURIComponent(location.hash.slice(1));
if (field && /^[0-9A-Za-z -]{16,24}$/.test(code)) {
  field.value = code;
  history.replaceState(null, "", location.pathname + location.search);
}

// The code stands after the hash sign, which a browser sends to nobody: it is shown here and goes no further.
"use strict";
const show = () => {
  const code = location.hash.slice(1).toUpperCase();
  const fits = /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(code);
  document.getElementById("code").textContent = fits ? code : "";
  document.getElementById("with-code").hidden = !fits;
  document.getElementById("without-code").hidden = fits;
};
show();
addEventListener("hashchange", show);

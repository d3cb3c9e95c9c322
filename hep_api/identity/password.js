// The token or code stands after the hash sign, which a browser sends to nobody: only the form below sends it, and only here.
"use strict";
const secret = location.hash.slice(1);
const form = document.getElementById("form");
const said = document.getElementById("said");
history.replaceState(null, "", location.pathname);
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  said.textContent = "";
  const body = JSON.stringify({ [form.dataset.secret]: secret, password: document.getElementById("password").value });
  try {
    const answer = await fetch(form.dataset.to, {
      method: "POST", body, headers: { "Content-Type": "application/json" },
    });
    const problem = answer.ok ? null : await answer.json();
    form.hidden = answer.ok || answer.status === 401;
    said.textContent = answer.ok ? said.dataset.done
      : answer.status === 401 ? said.dataset.over
      : problem.errors ? problem.errors[0].message : said.dataset.trouble;
  } catch {
    said.textContent = said.dataset.trouble;
  }
});

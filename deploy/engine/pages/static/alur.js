// What a page cannot do without a script: hear that something changed, and put the focus on what went wrong.
// Every element with data-langsung (and an id) is taken anew from the server when the stream says so.
"use strict";
(() => {
  const wrong = document.querySelector("[data-fokus]");
  if (wrong) wrong.focus();

  // On a phone the menu is longer than the screen: where one is has to be in sight.
  const here = document.querySelector(".menu a[aria-current]");
  if (here) here.scrollIntoView({ block: "nearest", inline: "nearest" });

  for (const form of document.querySelectorAll("form[data-sekali]"))
    form.addEventListener("submit", () => {
      for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true), 0);
    });

  for (const box of document.querySelectorAll("select[data-langsung-kirim]"))
    box.addEventListener("change", () => box.form.requestSubmit());

  for (const button of document.querySelectorAll("[data-cetak]")) button.addEventListener("click", () => window.print());

  for (const question of document.querySelectorAll("form[data-tanya]"))
    question.addEventListener("submit", (event) => {
      if (!window.confirm(question.dataset.tanya)) event.preventDefault();
    });

  const address = document.body.dataset.aliran;
  if (!address || !window.EventSource) return;
  let waiting = false, again = false;

  const place = (node) => (node && node.id ? "#" + CSS.escape(node.id) : node && node.getAttribute && node.getAttribute("href") ? `a[href="${CSS.escape(node.getAttribute("href"))}"]` : "");

  const refresh = async () => {
    if (waiting) { again = true; return; }
    waiting = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Alur-Otomatis": "1" }, redirect: "manual" });
      if (answer.status === 401 || answer.type === "opaqueredirect") { location.reload(); return; }
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        let changed = false;
        for (const old of document.querySelectorAll("[data-langsung]")) {
          const next = fresh.getElementById(old.id);
          if (!next || next.innerHTML === old.innerHTML) continue;
          const focus = old.contains(document.activeElement) ? place(document.activeElement) : "";
          old.replaceChildren(...next.childNodes);
          if (focus) { const back = old.querySelector(focus); if (back) back.focus({ preventScroll: true }); }
          changed = true;
          old.dispatchEvent(new CustomEvent("alur:baru", { bubbles: true }));
        }
        if (changed) document.getElementById("kabar").textContent = "Halaman diperbarui.";
      }
    } catch { /* the stream connects again by itself */ }
    // At most every two seconds, however much happens.
    setTimeout(() => { waiting = false; if (again) { again = false; refresh(); } }, 2000);
  };

  const stream = new EventSource(address);
  stream.addEventListener("berubah", refresh);
  window.addEventListener("pagehide", () => stream.close());
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();

// Shows a form with bpmn.io's viewer, in Indonesian, and sends what it holds as an ordinary form of the page.
"use strict";
(() => {
  const place = document.getElementById("formulir");
  const source = document.getElementById("formulir-data");
  if (!place || !source || !window.FormViewer) return;
  const { schema, values, readOnly } = JSON.parse(source.textContent);
  const sending = document.getElementById("kirim");
  const summary = document.getElementById("galat-formulir");

  const sentences = [
    [/^Field is required\.$/, "Wajib diisi."],
    [/^Field must have maximum length of (\d+)\.$/, "Paling banyak $1 huruf."],
    [/^Field must have minimum length of (\d+)\.$/, "Paling sedikit $1 huruf."],
    [/^Field must have minimum value of (.+)\.$/, "Paling kecil $1."],
    [/^Field must have maximum value of (.+)\.$/, "Paling besar $1."],
    [/^Field must be a valid email\.$/, "Bukan alamat surel."],
    [/^Field must be a valid  ?international phone number.*$/, "Bukan nomor telepon."],
    [/^Field must match pattern .*$/, "Isian tidak sesuai dengan bentuk yang diminta."],
    [/^Value is not a number\.$/, "Harus angka."],
    [/^Value is expected to .*$/, "Banyaknya angka desimal tidak sesuai."],
    [/^Please select a valid value.*$/, "Angka ini tidak sesuai dengan langkah yang diminta."],
  ];
  const indonesian = (text) => {
    for (const [pattern, words] of sentences) if (pattern.test(text)) return text.replace(pattern, words);
    return text;
  };

  // Words of the viewer that it has no setting for.
  const words = new Map(Object.entries({
    "Add new": "Tambah baris", Collapse: "Ciutkan", "No results": "Tidak ada yang cocok", "All values selected": "Semua sudah dipilih",
    Select: "Pilih", Sun: "Min", Mon: "Sen", Tue: "Sel", Wed: "Rab", Thu: "Kam", Fri: "Jum", Sat: "Sab",
    January: "Januari", February: "Februari", March: "Maret", May: "Mei", June: "Juni", July: "Juli", August: "Agustus", October: "Oktober", December: "Desember",
  }));
  const attributes = [
    ["aria-label", /^Remove list item (\d+)$/, "Hapus baris $1"], ["aria-label", /^Increment$/, "Tambah"], ["aria-label", /^Decrement$/, "Kurangi"],
    ["aria-label", /^Month$/, "Bulan"], ["aria-label", /^Year$/, "Tahun"], ["title", /^Remove tag$/, "Hapus"], ["placeholder", /^Search$/, "Cari"],
    ["placeholder", /^Select$/, "Pilih"], ["placeholder", /^mm\/dd\/yyyy$/, "bulan/tanggal/tahun"], ["placeholder", /^dd\/mm\/yyyy$/, "tanggal/bulan/tahun"],
  ];
  const say = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.nodeValue.trim();
      if (words.has(text)) node.nodeValue = node.nodeValue.replace(text, words.get(text));
      else if (/^Expand all \(\d+\)$/.test(text)) node.nodeValue = text.replace("Expand all", "Tampilkan semua");
    }
    if (root.nodeType !== 1) return;
    for (const element of [root, ...root.querySelectorAll("[aria-label], [title], [placeholder]")])
      for (const [name, pattern, instead] of attributes) {
        const text = element.getAttribute(name);
        if (text && pattern.test(text)) element.setAttribute(name, text.replace(pattern, instead));
      }
  };
  new MutationObserver((changes) => {
    for (const change of changes)
      if (change.type === "childList") for (const node of change.addedNodes) { if (node.nodeType === 3) say(node.parentNode || node); else say(node); }
      else if (change.type === "characterData" && change.target.parentNode) say(change.target.parentNode);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });

  place.replaceChildren();
  const form = new window.FormViewer.Form({ container: place });
  const validator = form.get("validator");
  for (const name of ["validateField", "validateFieldInstance"]) {
    const original = validator[name];
    if (original) validator[name] = function (...given) { return original.apply(this, given).map(indonesian); };
  }

  let changed = false, sent = false, told = Date.now();
  form.on("changed", () => {
    if (!ready) return;
    changed = true;
    // Somebody who types is there: the session must not end in the middle of a long text.
    if (Date.now() - told > 240000) { told = Date.now(); fetch("/detak", { method: "GET" }).catch(() => {}); }
  });
  let ready = false;

  const show = (errors) => {
    const list = summary.querySelector("ul");
    list.replaceChildren();
    for (const field of place.querySelectorAll(".fjs-has-errors")) {
      if (field.querySelector(".fjs-has-errors")) continue;
      const input = field.querySelector("input, textarea, select, [tabindex]");
      const label = field.querySelector("label, legend, .fjs-form-field-label");
      const error = field.querySelector(".fjs-form-field-error");
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = "#" + (input && input.id ? input.id : "formulir");
      link.textContent = `${label ? label.textContent.replace(/\*$/, "").trim() : "Isian"}: ${error ? error.textContent.trim() : "periksa lagi."}`;
      link.addEventListener("click", (event) => { event.preventDefault(); if (input) input.focus(); });
      item.append(link); list.append(item);
    }
    if (!list.children.length) for (const texts of Object.values(errors)) {
      const item = document.createElement("li"); item.textContent = [].concat(texts).join(" "); list.append(item);
    }
    summary.hidden = false;
    summary.focus();
  };

  form.on("submit", ({ data, errors }) => {
    if (!sending) return;
    if (errors && Object.keys(errors).length) { setTimeout(() => show(errors), 50); return; }
    if (sent) return;
    sent = true; changed = false; summary.hidden = true;
    sending.elements.isian.value = JSON.stringify(data);
    for (const button of sending.querySelectorAll("button")) button.disabled = true;
    sending.submit();
  });
  if (sending) {
    // The viewer checks a field when it is left, and what it then says moves the button: without this the click that
    // leaves the field would miss it. What was typed last is taken over by leaving the field afterwards.
    for (const button of sending.querySelectorAll("button")) button.addEventListener("mousedown", (event) => event.preventDefault());
    sending.addEventListener("submit", (event) => {
      event.preventDefault();
      const active = document.activeElement;
      if (active && place.contains(active)) active.blur();
      setTimeout(() => form.submit(), 0);
    });
  }

  form.importSchema(schema, values).then(() => {
    if (readOnly) form.setProperty("readOnly", true);
    say(place);
    setTimeout(() => { ready = true; }, 100);
    place.dataset.siap = "1";
  }, () => { place.textContent = "Formulir ini tidak dapat ditampilkan. Beri tahu petugas yang mengelola Alur."; });

  window.addEventListener("beforeunload", (event) => { if (changed && sending && !sent) event.preventDefault(); });

  // When the task changes hands while it is shown, what is typed must not be lost without a word.
  const state = document.getElementById("keadaan");
  if (state) {
    const version = () => (state.querySelector("[data-versi]") || { dataset: {} }).dataset.versi;
    const first = version();
    state.addEventListener("alur:baru", () => {
      if (version() === first || sent) return;
      if (!changed) { location.reload(); return; }
      for (const button of sending ? sending.querySelectorAll("button") : []) button.disabled = true;
    });
  }
})();

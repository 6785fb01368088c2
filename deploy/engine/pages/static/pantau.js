// The diagram: bpmn.io's viewer with marks of ours. What they say stands in the page too; nothing depends on them.
"use strict";
(() => {
  const place = document.getElementById("diagram");
  if (!place || !window.BpmnJS) return;
  document.getElementById("diagram-muat").remove();
  const viewer = new window.BpmnJS({ container: place });
  const canvas = viewer.get("canvas"), overlays = viewer.get("overlays"), registry = viewer.get("elementRegistry");
  const signs = { aktif: "▶", terlambat: "◆", kendala: "!", selesai: "✓" };
  let coloured = [];

  const state = () => JSON.parse(document.querySelector("#keadaan-diagram script").textContent);

  const colour = (id, marker) => { canvas.addMarker(id, marker); coloured.push([id, marker]); };

  const badge = (className, text, title) => {
    const node = document.createElement("div");
    node.className = className;
    node.textContent = text;
    node.title = title;
    return node;
  };

  const draw = () => {
    overlays.clear();
    for (const [id, marker] of coloured) if (registry.get(id)) canvas.removeMarker(id, marker);
    coloured = [];
    const { tanda = {}, panas = {} } = state();
    for (const [id, marks] of Object.entries(tanda)) {
      const element = registry.get(id);
      if (!element || element.type === "bpmn:Participant") continue;
      marks.forEach((mark, order) => {
        const done = mark.jenis === "selesai";
        if (!done) colour(id, `warna-${mark.jenis}`);
        // What runs stands above, what is done below: a step can be both.
        const position = done ? { top: -16, right: 30 } : { top: -16, left: 6 + 44 * (order - marks.some((one) => one.jenis === "selesai")) };
        if (done && element.width < 90) return;
        overlays.add(id, "alur", { position, scale: { min: 0.7, max: 1.6 }, html: badge(`tanda tanda-${mark.jenis}`, `${signs[mark.jenis]} ${mark.jumlah}`, mark.judul) });
      });
    }
    for (const [id, mark] of Object.entries(panas)) {
      if (!registry.get(id)) continue;
      colour(id, `warna-${mark.panas}`);
      overlays.add(id, "alur", { position: { bottom: 12, right: 30 }, scale: { min: 0.7, max: 1.6 }, html: badge(`panas panas-${mark.panas}`, mark.teks, mark.judul) });
    }
  };

  const now = () => {
    const { tanda = {} } = state();
    const urgent = ["kendala", "terlambat", "aktif"];
    const found = urgent.flatMap((kind) => Object.entries(tanda).filter(([id, marks]) => registry.get(id) && marks.some((mark) => mark.jenis === kind)));
    return found.length ? registry.get(found[0][0]) : null;
  };

  const whole = () => canvas.zoom("fit-viewport", "auto");

  const toNow = (size) => {
    const element = now();
    if (!element) return whole();
    const { width, height } = canvas.viewbox().outer;
    canvas.viewbox({ x: element.x + element.width / 2 - width / size / 2, y: element.y + element.height / 2 - height / size / 2, width: width / size, height: height / size });
  };

  const begin = () => {
    // On a narrow screen the whole diagram is too small to read.
    if (place.clientWidth >= 700) return whole();
    if (now()) return toNow(0.75);
    const { inner, outer } = canvas.viewbox();
    canvas.viewbox({ x: inner.x, y: inner.y, width: outer.width / 0.55, height: outer.height / 0.55 });
  };

  const actions = {
    lebih: () => canvas.zoom(canvas.zoom() * 1.3, "auto"),
    kurang: () => canvas.zoom(canvas.zoom() / 1.3, "auto"),
    semua: whole,
    kini: () => toNow(0.9),
  };
  for (const button of document.querySelectorAll("[data-diagram]"))
    button.addEventListener("click", () => actions[button.dataset.diagram]());

  // On paper it is as wide as a sheet of A4 between its margins.
  window.addEventListener("beforeprint", () => { place.style.width = "180mm"; place.style.height = "9cm"; canvas.resized(); whole(); });
  window.addEventListener("afterprint", () => { place.style.width = place.style.height = ""; canvas.resized(); begin(); });

  // A finger moves the diagram sideways; up and down it moves the page.
  let last = null;
  place.addEventListener("pointerdown", (event) => { if (event.pointerType === "touch") last = event.clientX; });
  place.addEventListener("pointermove", (event) => {
    if (last === null || event.pointerType !== "touch") return;
    canvas.scroll({ dx: event.clientX - last, dy: 0 });
    last = event.clientX;
  });
  for (const end of ["pointerup", "pointercancel"]) place.addEventListener(end, () => { last = null; });

  (async () => {
    try {
      const answer = await fetch(place.dataset.berkas, { headers: { "X-Alur-Otomatis": "1" } });
      if (!answer.ok) throw new Error(String(answer.status));
      await viewer.importXML(await answer.text());
    } catch {
      place.hidden = true;
      document.getElementById("diagram-galat").hidden = false;
      return;
    }
    begin();
    draw();
    place.dataset.siap = "ya";
    document.addEventListener("alur:baru", (event) => { if (event.target.id === "keadaan-diagram") draw(); });
  })();
})();

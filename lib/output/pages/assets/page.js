"use strict";
// The page holds the report's records as JSON, one a line: first {scores, manifest}, then
// {p: path, t: thumbnail in base64, c: [[label, WordNet id, score], ...]} or {p, e: [code, message]};
// h, if present: [label, its class activation map over the photo in base64].
// Text is inserted as text, never as markup. The document holds one page of cards at a time, and
// lines are parsed in slices, so that tens of thousands of images don't freeze it.
(() => {
  const PAGE = 60;
  const SLICE_MS = 12;
  const $ = (id) => document.getElementById(id);
  const records = [];
  let head = {scores: "probabilities"};
  let shown = [];
  let page = 0;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const isProbability = () => head.scores === "probabilities";
  const best = (record) => (record.c && record.c.length ? record.c[0] : null);
  const confidence = (record) => (best(record) ? best(record)[2] : -Infinity);
  const scoreText = (score) =>
    isProbability() ? (score * 100).toFixed(score < 0.001 ? 3 : 1) + " %" : score.toFixed(3);

  // Parses lines, a slice at a time; ignores an incomplete last line.
  function read(text, done) {
    let at = 0;
    let first = true;
    const step = () => {
      const until = performance.now() + SLICE_MS;
      while (at < text.length && performance.now() < until) {
        let end = text.indexOf("\n", at);
        if (end < 0) end = text.length;
        const line = text.slice(at, end);
        at = end + 1;
        if (!line) continue;
        try {
          const record = JSON.parse(line);
          if (first) head = record;
          else { record.n = records.length; records.push(record); }
          first = false;
        } catch (error) { /* torn */ }
      }
      $("status").textContent = `Reading ${records.length} images …`;
      if (at < text.length) setTimeout(step); else done();
    };
    step();
  }

  function count(values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  function addOptions(select, counts, prefix) {
    for (const [name, number] of counts) {
      const option = element("option", "", `${name} (${number})`);
      option.value = prefix + name;
      select.append(option);
    }
  }

  function matches(query) {
    return (record) => {
      if (query.status === "classified" && record.e) return false;
      if (query.status === "failed" && !record.e) return false;
      if (query.status.startsWith("failed:") &&
          !(record.e && record.e[0] === query.status.slice(7))) return false;
      if (query.label && !(best(record) && best(record)[0] === query.label)) return false;
      if (query.from !== null || query.to !== null) {
        const score = confidence(record) * (isProbability() ? 100 : 1);
        if (!best(record) || (query.from !== null && score < query.from) ||
            (query.to !== null && score > query.to)) return false;
      }
      if (query.text) {
        const words = [record.p, ...(record.c || []).map((entry) => entry[0] + " " + entry[1]),
                       ...(record.e || [])].join("\n").toLowerCase();
        if (!words.includes(query.text)) return false;
      }
      return true;
    };
  }

  const ORDERS = {
    input: (a, b) => a.n - b.n,
    surest: (a, b) => confidence(b) - confidence(a) || a.n - b.n,
    "least-sure": (a, b) => !best(a) - !best(b) || confidence(a) - confidence(b) || a.n - b.n,
    label: (a, b) => !best(a) - !best(b) ||
      (best(a) ? best(a)[0].localeCompare(best(b)[0]) : 0) || a.n - b.n,
    path: (a, b) => a.p.localeCompare(b.p, undefined, {numeric: true}) || a.n - b.n,
  };

  const number = (text) => (text.trim() === "" || isNaN(text) ? null : Number(text));

  function photo(base64, text) {
    const image = element("img");
    image.alt = text;
    image.title = text;
    image.src = "data:image/jpeg;base64," + base64;
    return image;
  }

  function card(record) {
    const item = element("li");
    const pictures = element("div", "pictures");
    const picture = element("div", "picture");
    if (record.t) {
      picture.append(photo(record.t, ""));
    } else {
      picture.append(element("span", "", record.e ? "no picture" : ""));
    }
    pictures.append(picture);
    if (record.h) {
      const map = element("div", "picture");
      map.append(photo(record.h[1], "evidence for " + record.h[0]));
      pictures.append(map);
    }
    const facts = element("div", "facts");
    const path = element("h2", "path");
    path.style.fontSize = "1em";
    path.append(element("bdi", "", record.p));
    path.title = record.p;
    facts.append(path);
    if (record.e) {
      facts.append(element("p", "failure", `Failed (${record.e[0]}): ${record.e[1]}`));
    } else if (!record.c.length) {
      facts.append(element("p", "", "Nothing above the threshold"));
    } else {
      const list = element("ol", "classes");
      const top = Math.max(...record.c.map((entry) => Math.abs(entry[2])), 1e-9);
      for (const [label, wnid, score] of record.c.slice(0, 5)) {
        const entry = element("li");
        const name = element("bdi", "", label);
        name.title = wnid ? `${label} (${wnid})` : label;
        const share = isProbability() ? score : Math.max(0, score) / top;
        entry.style.setProperty("--share", (share * 100).toFixed(2) + "%");
        entry.append(name, element("span", "score", scoreText(score)));
        list.append(entry);
      }
      facts.append(list);
    }
    item.append(pictures, facts);
    return item;
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    page = Math.min(Math.max(0, page), pages - 1);
    $("results").replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(card));
    $("page").textContent = `Page ${page + 1} of ${pages}`;
    $("previous").disabled = page === 0;
    $("next").disabled = page === pages - 1;
    const failed = shown.reduce((sum, record) => sum + (record.e ? 1 : 0), 0);
    $("status").textContent = `${shown.length} of ${records.length} images shown` +
      (failed ? `, ${failed} of them failed` : "");
  }

  const FORM = ["text", "label", "status-filter", "from", "to", "sort"];

  function update() {
    const query = {
      text: $("text").value.trim().toLowerCase(), label: $("label").value.slice(1),
      status: $("status-filter").value, from: number($("from").value), to: number($("to").value),
    };
    shown = records.filter(matches(query)).sort(ORDERS[$("sort").value] || ORDERS.input);
    draw();
  }

  // Keeps the view in the address, so that it survives a reload and can be shared.
  function saveView() {
    const view = new URLSearchParams();
    for (const id of FORM) if ($(id).value && $(id).value !== $(id).dataset.silent) {
      view.set(id, $(id).value);
    }
    if (page) view.set("page", page + 1);
    try { history.replaceState(null, "", "#" + view); } catch (error) { /* some file: pages */ }
  }

  function loadView() {
    const view = new URLSearchParams(location.hash.slice(1));
    for (const id of FORM) if (view.has(id)) $(id).value = view.get(id);
    for (const id of ["status-filter", "sort", "label"]) {
      if ($(id).selectedIndex < 0) $(id).selectedIndex = 0;
    }
    update();
    page = Number(view.get("page") || 1) - 1 || 0;
    draw();
  }

  function turn(step) {
    page += step;
    draw();
    saveView();
    window.scrollTo(0, 0);
  }

  function showTheme(theme) {
    document.documentElement.dataset.theme = theme;
    $("theme").textContent = theme === "dark" ? "Light" : "Dark";
    $("theme").setAttribute("aria-label", `Switch to ${theme === "dark" ? "light" : "dark"} colours`);
  }

  function begin() {
    addOptions($("label"), count(records.map(best).filter(Boolean).map((entry) => entry[0])), "=");
    addOptions($("status-filter"),
               count(records.filter((record) => record.e).map((record) => record.e[0])), "failed:");
    const failed = records.filter((record) => record.e).length;
    $("summary").textContent = `${records.length} images, ${records.length - failed} classified` +
      `, ${failed} failed` + (head.model ? `; model ${head.model}` : "");
    if (head.manifest) {
      $("manifest").hidden = false;
      $("manifest-text").textContent = JSON.stringify(head.manifest, null, 2);
    }
    if (!isProbability()) $("unit").textContent = "Logit";
    let timer = 0;
    $("filters").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { page = 0; update(); saveView(); }, 120);
    });
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("filters").addEventListener("reset", () => setTimeout(() => { page = 0; update(); saveView(); }));
    $("previous").addEventListener("click", () => turn(-1));
    $("next").addEventListener("click", () => turn(1));
    window.addEventListener("hashchange", loadView);
    loadView();
    document.documentElement.dataset.ready = "true";
  }

  document.addEventListener("DOMContentLoaded", () => {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    showTheme(dark.matches ? "dark" : "light");
    dark.addEventListener("change", () => showTheme(dark.matches ? "dark" : "light"));
    $("theme").addEventListener("click", () =>
      showTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"));
    const data = $("data");
    const text = data.textContent;
    data.remove();
    read(text, begin);
  });
})();

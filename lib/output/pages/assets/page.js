// The page: its form, its pages of cards and the view in its address. The document holds one page of
// cards at a time, so that tens of thousands of images don't freeze it.
(() => {
  const PAGE = 60;
  const $ = (id) => document.getElementById(id);
  const {all: records, isProbability, best, read, matches, ORDERS} = reportRecords;
  const {element, card} = reportCards;
  let shown = [];
  let page = 0;

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

  const number = (text) => (text.trim() === "" || isNaN(text) ? null : Number(text));

  function draw() {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    page = Math.min(Math.max(0, page), pages - 1);
    $("results").replaceChildren(...shown.slice(page * PAGE, (page + 1) * PAGE).map(card));
    $("page").textContent = `Page ${page + 1} of ${pages}`;
    $("previous").disabled = page === 0;
    $("next").disabled = page === pages - 1;
    const here = Math.min(PAGE, shown.length - page * PAGE);
    const failed = shown.reduce((sum, record) => sum + (record.e ? 1 : 0), 0);
    $("status").textContent = `${here} of ${records.length} images shown` +
      (here < shown.length && shown.length < records.length ? `, ${shown.length} match` : "") +
      (failed ? `, ${failed} of ${here < shown.length ? shown.length : "them"} failed` : "");
  }

  const FORM = ["text", "best-only", "label", "status-filter", "from", "to", "sort"];
  const valueOf = (id) => ($(id).type === "checkbox" ? ($(id).checked ? "1" : "") : $(id).value);
  const setValue = (id, value) => {
    if ($(id).type === "checkbox") $(id).checked = value === "1"; else $(id).value = value;
  };

  function update() {
    const query = {
      text: $("text").value.trim().toLowerCase(), bestOnly: $("best-only").checked, label: $("label").value.slice(1),
      status: $("status-filter").value, from: number($("from").value), to: number($("to").value),
    };
    shown = records.filter(matches(query)).sort(ORDERS[$("sort").value] || ORDERS.input);
    draw();
  }

  // Keeps the view in the address, so that it survives a reload and can be shared.
  function saveView() {
    const view = new URLSearchParams();
    for (const id of FORM) if (valueOf(id) && valueOf(id) !== $(id).dataset.silent) {
      view.set(id, valueOf(id));
    }
    if (page) view.set("page", page + 1);
    try { history.replaceState(null, "", "#" + view); } catch (error) { /* some file: pages */ }
  }

  function loadView() {
    const view = new URLSearchParams(location.hash.slice(1));
    for (const id of FORM) if (view.has(id)) setValue(id, view.get(id));
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

  // Counts failures by kind; each count shows its images.
  function showFailures(kinds, failed) {
    if (!failed) return;
    $("failures").hidden = false;
    $("failures").append(`${failed} image${failed === 1 ? "" : "s"} failed: `);
    kinds.forEach(([name, number], at) => {
      const button = element("button", "", `${number} ${name}`);
      button.type = "button";
      button.addEventListener("click", () => {
        $("filters").reset();
        $("status-filter").value = "failed:" + name;
        restart();
      });
      $("failures").append(at ? ", " : "", button);
    });
  }

  function showClasses(names) {
    if (!names) return;
    $("classes").hidden = false;
    $("classes").addEventListener("toggle", () => {
      $("class-list").replaceChildren(...names.map((name) => element("li", "", name)));
    }, {once: true});
  }

  function restart() {
    page = 0;
    update();
    saveView();
  }

  function begin() {
    const head = reportRecords.head();
    addOptions($("label"), count(records.map(best).filter(Boolean).map((entry) => entry[0])), "=");
    const kinds = count(records.filter((record) => record.e).map((record) => record.e[0]));
    addOptions($("status-filter"), kinds, "failed:");
    const failed = records.filter((record) => record.e).length;
    $("summary").textContent = `${records.length} image${records.length === 1 ? "" : "s"}` +
      (failed ? `, ${records.length - failed} classified` : "") +
      (head.model ? `; model ${head.model}` : "") + (head.knows ? ` (${head.knows})` : "");
    showFailures(kinds, failed);
    showClasses(head.classes);
    if (head.manifest) {
      $("manifest").hidden = false;
      $("manifest-text").textContent = JSON.stringify(head.manifest, null, 2);
    }
    if (!isProbability()) $("unit").textContent = "Logit";
    let timer = 0;
    $("filters").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(restart, 120);
    });
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("filters").addEventListener("reset", () => setTimeout(restart));
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
    const progress = (images) => { $("status").textContent = `Reading ${images} images …`; };
    read(text, progress, begin);
  });
})();

// Sends a photo to this server and shows its record. Text is inserted as text, never as markup.
(() => {
  const $ = (id) => document.getElementById(id);
  let shown = 0;  // number of the photo whose answer is wanted

  const say = (text, failed) => {
    $("status").textContent = text;
    $("status").className = failed ? "failure" : "soft";
  };

  function headers() {
    const token = $("token").value;
    return token ? {Authorization: "Bearer " + token} : {};
  }

  async function ask(path, options) {
    const response = await fetch(path, {...options, headers: headers()});
    if (response.status === 401) {
      $("token-field").hidden = false;
      $("token").focus();
    }
    const answer = await response.json();
    if (answer.error) throw new Error(answer.error.message);
    return answer;
  }

  async function listModels() {
    const {models} = await ask("models", {});
    $("model").replaceChildren(...models.map((model) => new Option(
      `${model.id} (${model.classes} classes)`, model.id)));
    say("");
  }

  function classEntry(prediction) {
    const entry = document.createElement("li");
    const name = document.createElement("bdi");
    name.textContent = prediction.label;
    if (prediction.wnid) name.title = prediction.wnid;
    const score = document.createElement("span");
    score.className = "score";
    score.textContent = (prediction.probability * 100).toFixed(2) + " %";
    const bar = document.createElement("meter");
    bar.value = prediction.probability;
    bar.setAttribute("aria-label", prediction.label);
    entry.append(name, score, bar);
    return entry;
  }

  function show(record, file) {
    URL.revokeObjectURL($("photo").src);
    $("photo").src = URL.createObjectURL(file);
    $("name").textContent = record.path;
    $("map").src = "data:image/png;base64," + record.cam.png;
    $("map").alt = $("map-caption").textContent = "What speaks for " + record.cam.label;
    $("classes").replaceChildren(...record.predictions.map(classEntry));
    $("answer").hidden = false;
  }

  async function classify(file) {
    const number = ++shown;
    const form = new FormData();
    form.append("image", file, file.name || "pasted");
    say(`Classifying ${file.name || "the photo"} ...`);
    const begin = performance.now();
    try {
      const query = new URLSearchParams({cam: "1"});
      if ($("model").value) query.set("model", $("model").value);
      const record = await ask("classify?" + query, {method: "POST", body: form});
      if (number !== shown) return;
      show(record, file);
      say(`${Math.round(performance.now() - begin)} ms, heat map included`);
    } catch (error) {
      if (number !== shown) return;
      $("answer").hidden = true;
      say(error.message, true);
    }
  }

  const first = (list) => [...list].find((file) => file instanceof File);
  const take = (list) => {
    const file = first(list);
    if (file) classify(file);
    else say("That was no file; expected a photo.", true);
  };

  $("drop").addEventListener("click", () => $("file").click());
  $("file").addEventListener("change", () => {
    if ($("file").files.length) take($("file").files);
    $("file").value = "";
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    $("drop").classList.add("over");
  });
  document.addEventListener("dragleave", () => $("drop").classList.remove("over"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    $("drop").classList.remove("over");
    take(event.dataTransfer.files);
  });
  document.addEventListener("paste", (event) => {
    if (first(event.clipboardData.files)) take(event.clipboardData.files);
  });
  $("settings").addEventListener("submit", (event) => event.preventDefault());
  $("token").addEventListener("change", () => listModels().catch((error) => say(error.message, true)));
  listModels().catch((error) => say(error.message, true));
})();

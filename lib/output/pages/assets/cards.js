// The elements that show a record. Text is inserted as text, never as markup.
const reportCards = (() => {
  const SHOWN = 5;
  const {isProbability} = reportRecords;

  const element = (name, className, text) => {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const scoreText = (score) =>
    isProbability() ? (score * 100).toFixed(score < 0.001 ? 3 : 1) + " %" : score.toFixed(3);

  function photo(base64, text) {
    const image = element("img");
    image.alt = text;
    if (text) image.title = text;
    image.src = "data:image/jpeg;base64," + base64;
    return image;
  }

  function card(record) {
    const item = element("li");
    const pictures = element("div", "pictures");
    const picture = element("div", "picture");
    if (record.t && record.l) {
      const link = element("a");
      link.href = record.l;
      link.target = "_blank";
      link.rel = "noopener";
      link.title = `Open ${record.p}`;
      link.append(photo(record.t, `Open ${record.p}`));
      picture.append(link);
    } else if (record.t) {
      picture.append(photo(record.t, ""));
    } else {
      picture.append(element("span", "", record.e ? "no picture" : ""));
    }
    pictures.append(picture);
    if (record.h) {
      const evidence = `evidence for ${record.h[0]}, ${scoreText(record.h[2])}`;
      const figure = element("figure");
      const map = element("div", "picture");
      map.append(photo(record.h[1], evidence));
      figure.append(map, element("figcaption", "", evidence));
      pictures.append(figure);
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
      for (const [label, wnid, score] of record.c.slice(0, SHOWN)) {
        const entry = element("li");
        const name = element("bdi", "", label);
        name.title = wnid ? `${label} (${wnid})` : label;
        const share = isProbability() ? score : Math.max(0, score) / top;
        entry.style.setProperty("--share", (share * 100).toFixed(2) + "%");
        entry.append(name, element("span", "score", scoreText(score)));
        list.append(entry);
      }
      facts.append(list);
      if (record.c.length > SHOWN) {
        facts.append(element("p", "more", `${SHOWN} of ${record.c.length} classes shown`));
      }
    }
    item.append(pictures, facts);
    return item;
  }

  return {element, card};
})();

"use strict";
// The report's records: reads them from the page, filters and orders them. The page holds them as
// JSON, one a line: first {scores, model, knows, classes, manifest}, then
// {p: path, t: thumbnail in base64, l: the photo's URL, c: [[label, WordNet id, score], ...]} or
// {p, e: [code, message]};
// h, if present: [label, its class activation map over the photo in base64, its score].
// Lines are parsed in slices, so that tens of thousands of images don't freeze the page.
const reportRecords = (() => {
  const SLICE_MS = 12;
  const all = [];
  let head = {scores: "probabilities"};

  const isProbability = () => head.scores === "probabilities";
  const best = (record) => (record.c && record.c.length ? record.c[0] : null);
  const confidence = (record) => (best(record) ? best(record)[2] : -Infinity);

  // Parses lines, a slice at a time; ignores an incomplete last line.
  function read(text, progress, done) {
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
          else { record.n = all.length; all.push(record); }
          first = false;
        } catch (error) { /* torn */ }
      }
      progress(all.length);
      if (at < text.length) setTimeout(step); else done();
    };
    step();
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
        const answers = (record.c || []).slice(0, query.bestOnly ? 1 : undefined)
          .map((entry) => entry[0] + " " + entry[1]);
        const others = query.bestOnly ? [] : [record.p, ...(record.e || [])];
        const words = [...others, ...answers].join("\n").toLowerCase();
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

  return {all, head: () => head, isProbability, best, read, matches, ORDERS};
})();

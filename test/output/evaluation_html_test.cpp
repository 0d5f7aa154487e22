// SPDX-License-Identifier: Apache-2.0
#include "output/pages/evaluation_html.h"

#include <catch2/catch.hpp>

#include "output/pages/confusion_plot.h"
#include "output/pages/html_text.h"
#include "output/pages/reliability_plot.h"

namespace resnext {
namespace {

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

std::vector<Label> many_labels(int count) {
  std::vector<Label> labels;
  for (int i = 0; i < count; ++i) {
    labels.push_back({"class-" + std::to_string(i), "", {}});
  }
  return labels;
}

/// Returns outcomes in which each class is right once and mistaken for the next once.
std::vector<Outcome> neighbours(int classes) {
  std::vector<Outcome> outcomes;
  for (int i = 0; i < classes; ++i) {
    outcomes.push_back({outcomes.size(), i, i, true, 0.9});
    outcomes.push_back({outcomes.size(), i, (i + 1) % classes, true, 0.3});
  }
  return outcomes;
}

TEST_CASE("text in HTML is escaped", "[output]") {
  CHECK(html_text("a<b>\"'&\x01\xff") == "a&lt;b&gt;&quot;&#39;&amp;?\xEF\xBF\xBD");
}

TEST_CASE("the reliability plot has a bar for each bin with images", "[output]") {
  const std::string svg = reliability_plot(measure(neighbours(4), many_labels(4)).calibration);
  CHECK(occurrences(svg, "class=\"bar\"") == 2);
  CHECK(occurrences(svg, "class=\"count\"") == 2);
  CHECK_THAT(svg, Catch::Contains("100.0 % of 4 images are right") &&
                      Catch::Contains("0.0 % of 4 images are right"));
}

TEST_CASE("the confusion matrix shows names and counts while there is room", "[output]") {
  const auto [classes, names, counts] =
      GENERATE(table<int, bool, bool>({{4, true, true}, {30, true, false}, {300, false, false}}));
  const auto labels = many_labels(classes);
  const std::string svg = confusion_plot(measure(neighbours(classes), labels).confusions, labels);
  CHECK(occurrences(svg, "h1v1h-1z") == static_cast<std::size_t>(2 * classes));
  CHECK(occurrences(svg, ">class-3<") == (names ? 2 : 0));
  CHECK(occurrences(svg, "text-anchor=\"middle\"") ==
        2 + (counts ? static_cast<std::size_t>(2 * classes) : 0));
  CHECK_THAT(svg, Catch::Contains(">true class<") && Catch::Contains(">predicted class<"));
  CHECK(occurrences(svg, "<title>true: class-3\npredicted: class-3\n1 image</title>") == 1);
}

TEST_CASE("names under the pointer are escaped, and left out of an endless matrix", "[output]") {
  auto labels = many_labels(3);
  labels[0].name = "<script>";
  const auto few = measure(neighbours(3), labels).confusions;
  CHECK_THAT(confusion_plot(few, labels),
             Catch::Contains("true: &lt;script&gt;\n") && !Catch::Contains("<script>"));
  const auto many = many_labels(11000);
  const std::string svg = confusion_plot(measure(neighbours(11000), many).confusions, many);
  CHECK(occurrences(svg, "h1v1h-1z") == 22000);
  CHECK(occurrences(svg, "<title>") == 0);
}

TEST_CASE("the matrix leaves as much room as its names need", "[output]") {
  auto labels = many_labels(4);
  const auto plot = [&labels] {
    return confusion_plot(measure(neighbours(4), labels).confusions, labels);
  };
  CHECK_THAT(plot(), Catch::Contains("viewBox=\"-73 -73"));  // "class-3", and the axis's name
  labels[2].name = "a \xC3\xA9" + std::string(40, 'x');
  CHECK_THAT(plot(), Catch::Contains("viewBox=\"-179 -179") &&
                         Catch::Contains(">a \xC3\xA9" + std::string(20, 'x') + "\u2026<"));
}

TEST_CASE("the page shows figures, confused pairs with photos, and what was left out", "[output]") {
  const auto labels = many_labels(4);
  Evaluation evaluation;
  evaluation.title = "<tiny>";
  evaluation.measures = measure(neighbours(4), labels);
  evaluation.unknown = {{"<unicorn>", 3}};
  evaluation.failures = {{"<bad>.jpg", {"truncated", "ends early"}}};
  const EvaluationPictures pictures = {{1, {"photos/one.jpg", {std::byte{1}}, {}, "", ""}},
                                       {3,
                                        {"photos/<three>.jpg",
                                         {std::byte{2}},
                                         {std::byte{3}},
                                         "%3Cthree%3E.jpg",
                                         "evidence for <b>, 30.00 %"}}};
  const std::string page = evaluation_to_html(evaluation, labels, pictures);
  CHECK_THAT(page, Catch::Contains("<dd>50.00 %</dd>") && Catch::Contains("3 images") &&
                       Catch::Contains("&lt;unicorn&gt;: 3") && Catch::Contains("&lt;bad&gt;.jpg"));
  CHECK_THAT(page, Catch::Contains("4 images left out: <a href=\"#left-out-1\">3 of classes that "
                                   "the model doesn't have</a>, "
                                   "<a href=\"#left-out-2\">1 truncated</a>") &&
                       Catch::Contains("<ul id=\"left-out-2\""));
  CHECK_THAT(page, Catch::Contains("The model knows 4 classes: class-0, class-1"));
  CHECK_THAT(page, Catch::Contains("4 of 4 pairs") && Catch::Contains("1 of 1 shown") &&
                       Catch::Contains("0 of 1 shown"));
  CHECK_THAT(page, Catch::Contains("<a href=\"%3Cthree%3E.jpg\"") &&
                       Catch::Contains("alt=\"evidence for &lt;b&gt;, 30.00 %\"") &&
                       Catch::Contains("; evidence for &lt;b&gt;, 30.00 %</figcaption>"));
  CHECK(occurrences(page, "taken for <bdi") == 4);
  CHECK(occurrences(page, "data:image/jpeg;base64,") == 3);
  CHECK(occurrences(page, "class=\"with-map\"") == 1);
  CHECK(occurrences(page, "<three>") + occurrences(page, "<tiny>") + occurrences(page, "<script") ==
        0);
  evaluation.measures = measure({}, labels);
  CHECK_THAT(evaluation_to_html(evaluation, labels, {}), !Catch::Contains("<svg"));
}

}  // namespace
}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "output/pages/training_report.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

TEST_CASE("whether losses can be compared depends on what training adds", "[output]") {
  TrainingOptions options;
  options.label_smoothing = 0;
  CHECK(losses_text(options, 1) == "comparable: both are the plain cross entropy");
  options.label_smoothing = 0.1;
  CHECK(losses_text(options, 1) ==
        "not comparable: only the training loss includes label smoothing (0.1)");
  options.balanced = true;
  CHECK(losses_text(options, 10) ==
        "not comparable: only the training loss includes label smoothing (0.1), class weights and "
        "crops and mirror images");
}

TEST_CASE("the page of a training run sums up what was left out", "[output]") {
  TrainingReport report;
  report.base = "<base>";
  report.data = "photos";
  report.classes = {"<cat>", "dog"};
  report.truth = {0, 1};
  report.training_images = {3, 4};
  report.skipped = {{"<a>.jpg", {"truncated", "ends"}}, {"b.jpg", {"truncated", "b.jpg: ends"}}};
  TrainedHead trained;
  trained.epochs = {{1, 0.1, 1, 0.5, 1, 0.5, true}};
  trained.best_epoch = 1;
  trained.predicted = {0, 0};
  const std::string page = training_report_html(report, trained);
  CHECK_THAT(page, Catch::Contains("2 images left out: <a href=\"#left-out-1\">2 truncated</a>"));
  CHECK_THAT(page, Catch::Contains("&lt;a&gt;.jpg: ends") && Catch::Contains("&lt;cat&gt;") &&
                       Catch::Contains("Fine-tuning of &lt;base&gt;"));
  CHECK_THAT(page, Catch::Contains("<li>b.jpg: ends</li>"));
  CHECK_THAT(page, !Catch::Contains("<a>") && !Catch::Contains("<cat>"));
  CHECK_THAT(page, Catch::Contains("<dd>50.00 %</dd>") &&
                       Catch::Contains("7 for training, 2 for validation"));
}

}  // namespace
}  // namespace resnext

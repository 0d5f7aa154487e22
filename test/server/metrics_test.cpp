// SPDX-License-Identifier: Apache-2.0
#include "server/metrics.h"

#include <catch2/catch.hpp>

namespace resnext {
namespace {

using Catch::Contains;

TEST_CASE("requests are counted by status and by time") {
  Metrics metrics;
  metrics.count_request(200, 0.02);
  metrics.count_request(200, 0.025);
  metrics.count_request(429, 100);
  const std::string text = metrics.text(3);
  CHECK_THAT(text, Contains("resnext_requests_total{status=\"200\"} 2\n"));
  CHECK_THAT(text, Contains("resnext_requests_total{status=\"429\"} 1\n"));
  CHECK_THAT(text, Contains("resnext_request_seconds_bucket{le=\"0.01\"} 0\n"));
  CHECK_THAT(text, Contains("resnext_request_seconds_bucket{le=\"0.025\"} 2\n"));
  CHECK_THAT(text, Contains("resnext_request_seconds_bucket{le=\"60\"} 2\n"));
  CHECK_THAT(text, Contains("resnext_request_seconds_bucket{le=\"+Inf\"} 3\n"));
  CHECK_THAT(text, Contains("resnext_request_seconds_count 3\n"));
  CHECK_THAT(text, Contains("resnext_queue_images 3\n"));
}

TEST_CASE("images are counted by model, batches by size, failures by code") {
  Metrics metrics;
  metrics.count_batch("a", 1);
  metrics.count_batch("a", 3);
  metrics.count_batch("a", 3);
  metrics.count_failure("truncated");
  metrics.set_connections(2);
  const std::string text = metrics.text(0);
  CHECK_THAT(text, Contains("resnext_batch_images_bucket{model=\"a\",le=\"1\"} 1\n"));
  CHECK_THAT(text, Contains("resnext_batch_images_bucket{model=\"a\",le=\"3\"} 3\n"));
  CHECK_THAT(text, Contains("resnext_batch_images_sum{model=\"a\"} 7\n"));
  CHECK_THAT(text, Contains("resnext_images_total{model=\"a\"} 7\n"));
  CHECK_THAT(text, Contains("resnext_image_failures_total{code=\"truncated\"} 1\n"));
  CHECK_THAT(text, Contains("resnext_connections 2\n"));
}

TEST_CASE("labels are escaped") {
  Metrics metrics;
  metrics.count_batch("a\"b\\c\nd", 1);
  CHECK_THAT(metrics.text(0), Contains("model=\"a\\\"b\\\\c\\nd\""));
}

}  // namespace
}  // namespace resnext

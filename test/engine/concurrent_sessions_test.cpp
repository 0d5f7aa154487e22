// SPDX-License-Identifier: Apache-2.0
// Sessions share an engine's weights and nothing else. ThreadSanitizer runs this test, too.
#include <catch2/catch.hpp>
#include <thread>

#include "engine/engine.h"
#include "engine/goldens.h"

namespace resnext {
namespace {

constexpr int kRepeats = 3;

/// Returns the logits of all runs.
std::vector<std::vector<float>> run(Session session, const std::vector<float>& images,
                                    int classes) {
  std::vector<std::vector<float>> runs;
  for (int i = 0; i < kRepeats; ++i) {
    std::vector<float>& logits =
        runs.emplace_back(static_cast<std::size_t>(session.batch_size() * classes));
    session.run(images, logits);
  }
  return runs;
}

TEST_CASE("two sessions run at once as each does alone", "[engine]") {
  const Golden expected = golden("resnext50_32x4d");
  const int threads = GENERATE(1, 2);  // of each session
  INFO(threads << " threads");
  const Engine engine =
      make_engine(expected.network, {.execution = {.threads = threads}, .packing = {}});
  const int batch = GENERATE(1, 2);  // the second session's: with weights packed for it, or not
  INFO("batch " << batch);
  const std::vector<float> images = input_of(expected);
  const std::vector<float> one(images.begin(),
                               images.begin() + static_cast<std::ptrdiff_t>(expected.image_size()));
  const std::vector<float>& others = batch == 1 ? one : images;
  const int classes = engine.num_classes();
  const auto alone = run(engine.make_session(1), one, classes);
  const auto other_alone = run(engine.make_session(batch), others, classes);

  std::vector<std::vector<float>> together;
  std::vector<std::vector<float>> other_together;
  std::thread first([&] { together = run(engine.make_session(1), one, classes); });
  std::thread second([&] { other_together = run(engine.make_session(batch), others, classes); });
  first.join();
  second.join();
  CHECK(together == alone);
  CHECK(other_together == other_alone);
}

}  // namespace
}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/image_pipeline.h"

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/error.h"

namespace resnext {
namespace {

using namespace std::chrono_literals;

/// Gives "0", "1", ... and may throw or wait in between, as a list on a pipe does.
class Numbers : public ImageSource {
 public:
  explicit Numbers(int count) : count_(count) {}

  std::optional<ImageInput> next() override {
    if (next_ == throw_at) throw UsageError("the list breaks off");
    if (next_ == wait_at) {
      waiting_ = true;
      while (!go_on) std::this_thread::sleep_for(1ms);
      waiting_ = false;
    }
    if (next_ >= count_) return std::nullopt;
    ++given;
    return ImageInput{std::to_string(next_++)};
  }
  bool is_waiting() const override { return waiting_; }

  int throw_at = -1;
  int wait_at = -1;
  std::atomic<bool> go_on = false;
  std::atomic<int> given = 0;

 private:
  int count_;
  int next_ = 0;
  std::atomic<bool> waiting_ = false;
};

PreparedImage named(const ImageInput& input) {
  PreparedImage image;
  image.path = input.path.string();
  image.tensor = {std::stof(input.path.string())};
  return image;
}

PreparedImage slowly(const ImageInput& input) {
  thread_local std::minstd_rand random(
      static_cast<unsigned>(std::hash<std::thread::id>()(std::this_thread::get_id())));
  std::this_thread::sleep_for(std::chrono::microseconds(random() % 500));
  return named(input);
}

std::vector<std::string> drain(ImagePipeline& pipeline, std::size_t batch) {
  std::vector<std::string> paths;
  while (true) {
    const std::vector<PreparedImage> images = pipeline.next_batch(batch);
    if (images.empty()) return paths;
    for (const PreparedImage& image : images) {
      CHECK(image.tensor == std::vector<float>{std::stof(image.path)});
      paths.push_back(image.path);
    }
  }
}

std::vector<std::string> numbers(int count) {
  std::vector<std::string> paths;
  for (int i = 0; i < count; ++i) paths.push_back(std::to_string(i));
  return paths;
}

TEST_CASE("images come in the source's order, whichever is ready first", "[prefetch]") {
  for (const int workers : {1, 2, 7}) {
    for (const std::size_t window : {1U, 3U, 32U}) {
      CAPTURE(workers, window);
      Numbers source(200);
      StopFlag stop;
      ImagePipeline pipeline(source, slowly, {workers, window, 500ms}, stop);
      CHECK(drain(pipeline, 4) == numbers(200));
    }
  }
}

TEST_CASE("the stop flag is raised for a pipeline that ends early, and for no other",
          "[prefetch]") {
  for (const std::size_t most : {4U, 3U}) {
    Numbers source(4);
    StopFlag stop;
    {
      ImagePipeline pipeline(source, named, {2, 16, 500ms}, stop);
      CHECK(pipeline.next_batch(most).size() == most);
      if (most == 4) CHECK(pipeline.next_batch(most).empty());
    }
    CHECK(stop.is_raised() == (most != 4));
  }
}

TEST_CASE("no more images are held than the window allows", "[prefetch]") {
  Numbers source(100);
  StopFlag stop;
  std::atomic<int> prepared = 0;
  const auto prepare = [&prepared](const ImageInput& input) {
    ++prepared;
    return named(input);
  };
  ImagePipeline pipeline(source, prepare, {3, 10, 500ms}, stop);
  for (int taken = 0; taken < 100; ++taken) {
    // Whatever the threads do meanwhile, they can't get further than this.
    CHECK(source.given <= taken + 10);
    CHECK(prepared <= taken + 10);
    CHECK(pipeline.next_batch(1).size() == 1);
  }
  CHECK(pipeline.next_batch(1).empty());
  CHECK(prepared == 100);
}

TEST_CASE("a source that waits does not hold back what is there", "[prefetch]") {
  Numbers source(8);
  source.wait_at = 5;
  StopFlag stop;
  // Unlimited patience: only is_waiting can end the wait.
  ImagePipeline pipeline(source, named, {2, 16, 1h}, stop);
  std::size_t received = 0;
  while (received < 5) {
    const std::size_t count = pipeline.next_batch(5 - received + 3).size();
    REQUIRE(count > 0);
    received += count;
  }
  CHECK(received == 5);
  source.go_on = true;
  CHECK(drain(pipeline, 3) == std::vector<std::string>{"5", "6", "7"});
}

PrepareImage behind(const PauseGate& gate) {
  return [&gate](const ImageInput& input) {
    gate.pass();
    return named(input);
  };
}

TEST_CASE("decoding pauses while the caller works on a batch", "[prefetch]") {
  Numbers source(30);
  StopFlag stop;
  PauseGate gate;
  ImagePipeline pipeline(source, behind(gate), {2, 6, 500ms, &gate}, stop);
  std::vector<std::string> paths;
  while (true) {
    CHECK((paths.empty() || gate.is_closed()));
    const std::vector<PreparedImage> batch = pipeline.next_batch(4);
    if (batch.empty()) break;
    for (const PreparedImage& image : batch) paths.push_back(image.path);
  }
  CHECK_FALSE(gate.is_closed());
  CHECK(paths == numbers(30));
}

TEST_CASE("a paused pipeline can be destroyed", "[prefetch]") {
  Numbers source(30);
  StopFlag stop;
  PauseGate gate;
  {
    ImagePipeline pipeline(source, behind(gate), {2, 6, 500ms, &gate}, stop);
    CHECK(pipeline.next_batch(1).size() == 1);
    CHECK(gate.is_closed());
  }
  CHECK_FALSE(gate.is_closed());
}

TEST_CASE("threads at a closed gate block until it opens", "[prefetch]") {
  PauseGate gate;
  gate.pass();
  gate.close();
  std::atomic<bool> through = false;
  std::thread waiting([&] {
    gate.pass();
    through = true;
  });
  std::this_thread::sleep_for(20ms);
  CHECK_FALSE(through);
  gate.open();
  waiting.join();
  CHECK(through);
}

TEST_CASE("a slow image does not hold back those before it for long", "[prefetch]") {
  Numbers source(3);
  StopFlag stop;
  std::atomic<bool> release = false;
  const auto prepare = [&release](const ImageInput& input) {
    while (input.path == "1" && !release) std::this_thread::sleep_for(1ms);
    return named(input);
  };
  ImagePipeline pipeline(source, prepare, {2, 8, 10ms}, stop);
  CHECK(pipeline.next_batch(3).size() == 1);
  release = true;
  CHECK(drain(pipeline, 1) == std::vector<std::string>{"1", "2"});
}

TEST_CASE("errors come in input order", "[prefetch]") {
  StopFlag stop;
  Numbers broken_list(10);
  broken_list.throw_at = 4;
  {
    ImagePipeline pipeline(broken_list, slowly, {3, 8, 500ms}, stop);
    std::size_t received = 0;
    while (received < 4) received += pipeline.next_batch(3).size();
    CHECK_THROWS_AS(pipeline.next_batch(3), UsageError);
  }
  StopFlag another;
  Numbers source(10);
  const auto prepare = [](const ImageInput& input) {
    if (input.path == "2") throw std::logic_error("a bug");
    return named(input);
  };
  ImagePipeline pipeline(source, prepare, {3, 8, 500ms}, another);
  std::size_t received = 0;
  while (received < 2) received += pipeline.next_batch(2).size();
  CHECK_THROWS_AS(pipeline.next_batch(2), std::logic_error);
}

TEST_CASE("a pipeline can be ended in the middle, by the stop flag or its destructor",
          "[prefetch]") {
  for (int turn = 0; turn < 20; ++turn) {
    Numbers source(1'000'000);
    StopFlag stop;
    ImagePipeline pipeline(source, slowly, {3, 8, 500ms}, stop);
    for (int taken = 0; taken < turn; ++taken) pipeline.next_batch(2);
    if (turn % 2 == 0) {
      stop.raise();
      CHECK(pipeline.next_batch(2).empty());
    }
  }
}

class Samples : public ImageSource {
 public:
  std::optional<ImageInput> next() override {
    constexpr std::array<const char*, 3> kNames = {"coffee.png", "chelsea.png", "none.png"};
    if (next_ == 12) return std::nullopt;
    return ImageInput{std::string(RESNEXT_SOURCE_DIR "/docs/samples/") + kNames[next_++ % 3]};
  }

 private:
  std::size_t next_ = 0;
};

TEST_CASE("several threads decode and resize as one does", "[prefetch]") {
  MemoryBudget files(1 << 20);
  MemoryBudget pixels(4'000'000);  // less than two of the images
  StopFlag stop;
  const PrepareContext context = {{}, {}, false, &files, &pixels, &stop};
  const auto prepare = [&context](const ImageInput& input) {
    return prepare_image(input, context);
  };
  Samples source;
  ImagePipeline pipeline(source, prepare, {4, 6, 10s}, stop);
  Samples again;
  for (std::vector<PreparedImage> batch; !(batch = pipeline.next_batch(5)).empty();) {
    for (const PreparedImage& image : batch) {
      const PreparedImage alone = prepare_image(*again.next(), context);
      CHECK(image.path == alone.path);
      CHECK(image.tensor == alone.tensor);
      CHECK(image.failure.has_value() == alone.failure.has_value());
      CHECK(image.tensor.size() == (image.failure ? 0 : 3 * 224 * 224));
    }
  }
  CHECK_FALSE(again.next());
}

TEST_CASE("a budget is shared, and a request above the whole budget is granted alone",
          "[prefetch]") {
  MemoryBudget budget(100);
  std::atomic<std::int64_t> taken = 0;
  std::atomic<bool> exceeded = false;
  const auto use = [&](std::int64_t first, std::int64_t second) {
    for (int i = 0; i < 200; ++i) {
      MemoryLease lease(budget);
      lease.hold(first);
      lease.hold(second);
      const std::int64_t now = taken += second;
      if (now > 100 && now != second) exceeded = true;
      std::this_thread::yield();
      taken -= second;
    }
  };
  std::array<std::thread, 4> threads = {std::thread(use, 30, 60), std::thread(use, 10, 50),
                                        std::thread(use, 20, 250), std::thread(use, 90, 100)};
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(exceeded);
}

}  // namespace
}  // namespace resnext

// SPDX-License-Identifier: Apache-2.0
// What a program sees of the library: its public headers alone.
#include <resnext/resnext.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <catch2/catch.hpp>

namespace {

using resnext::Error;
using resnext::ErrorCode;
using resnext::Image;
using resnext::PixelFormat;

const std::string kSamples = RESNEXT_SOURCE_DIR "/docs/samples/";

const resnext::Model& model() {
  static const resnext::Model model({.threads = 2, .packed_cache_gb = 0});
  return model;
}

template <typename Action>
ErrorCode code_of(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(std::string(error.what()).size() > 10);
    return error.code();
  }
  FAIL("nothing was thrown");
  return {};
}

/// An image of pseudo-random colours, RGB.
std::vector<unsigned char> noise(int width, int height) {
  std::vector<unsigned char> pixels(static_cast<std::size_t>(width * height) * 3);
  unsigned state = 1;
  for (unsigned char& value : pixels) {
    state = state * 1664525U + 1013904223U;
    value = static_cast<unsigned char>(state >> 24U);
  }
  return pixels;
}

/// Returns the pixels with other channels and `gap` bytes between rows.
std::vector<unsigned char> rearranged(const std::vector<unsigned char>& rgb, int width, int gap,
                                      const std::vector<int>& channels) {
  std::vector<unsigned char> result;
  for (std::size_t i = 0; i < rgb.size(); i += 3) {
    for (const int channel : channels) {
      result.push_back(channel < 0 ? 99 : rgb[i + static_cast<std::size_t>(channel)]);
    }
    if ((i / 3 + 1) % static_cast<std::size_t>(width) == 0) {
      result.insert(result.end(), static_cast<std::size_t>(gap), 77);
    }
  }
  return result;
}

/// Waits until somebody reads from a pipe; returns the end to write to.
int open_when_read(const std::string& pipe) {
  int writer = -1;
  while ((writer = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK)) < 0) {
    std::this_thread::yield();
  }
  return writer;
}

std::vector<float> logits_of(resnext::Session& session, const Image& image) {
  const resnext::Result result = session.classify(image);
  const std::span<const float> logits = result.logits();
  return {logits.begin(), logits.end()};
}

TEST_CASE("a photo has the same answer from a file and from its bytes", "[api]") {
  resnext::Session session(model());
  const std::string path = kSamples + "coffee.png";
  const resnext::Result from_file = session.classify(Image::file(path));
  CHECK(from_file.predictions().size() == 5);
  CHECK(from_file.predictions().front().label == "espresso");
  CHECK(from_file.predictions().front().score > 0.9);
  CHECK(model().class_at(from_file.predictions().front().index).label == "espresso");

  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const resnext::Result from_bytes =
      session.classify(Image::encoded(std::as_bytes(std::span(bytes)), path));
  CHECK(from_bytes.json() == from_file.json());
}

TEST_CASE("pixels in any format and with any stride are the same image", "[api]") {
  const int width = 61;
  const int height = 40;
  const std::vector<unsigned char> rgb = noise(width, height);
  resnext::Session session(model(), {.keep_logits = true});
  const std::vector<float> expected = logits_of(session, Image::pixels(rgb.data(), width, height));
  REQUIRE(expected.size() == 200);

  struct Form {
    PixelFormat format;
    std::vector<int> channels;
  };
  const std::vector<Form> forms = {{PixelFormat::kRgb, {0, 1, 2}},
                                   {PixelFormat::kBgr, {2, 1, 0}},
                                   {PixelFormat::kRgba, {0, 1, 2, -1}},
                                   {PixelFormat::kBgra, {2, 1, 0, -1}}};
  for (const Form& form : forms) {
    for (const int gap : {0, 5}) {
      const auto stride = static_cast<std::ptrdiff_t>(form.channels.size()) * width + gap;
      const std::vector<unsigned char> pixels = rearranged(rgb, width, gap, form.channels);
      CAPTURE(static_cast<int>(form.format), gap);
      CHECK(logits_of(session, Image::pixels(pixels.data(), width, height, form.format, stride)) ==
            expected);
    }
  }

  std::vector<unsigned char> upside_down;
  for (int y = height - 1; y >= 0; --y) {
    upside_down.insert(upside_down.end(), rgb.begin() + std::ptrdiff_t{y} * width * 3,
                       rgb.begin() + std::ptrdiff_t{y + 1} * width * 3);
  }
  const unsigned char* const last_row =
      upside_down.data() + static_cast<std::ptrdiff_t>(height - 1) * width * 3;
  CHECK(logits_of(session, Image::pixels(last_row, width, height, PixelFormat::kRgb,
                                         -std::ptrdiff_t{width} * 3)) == expected);

  const std::vector<unsigned char> grey = rearranged(rgb, width, 0, {1});
  const std::vector<unsigned char> grey_as_rgb = rearranged(rgb, width, 0, {1, 1, 1});
  CHECK(logits_of(session, Image::pixels(grey.data(), width, height, PixelFormat::kGrey)) ==
        logits_of(session, Image::pixels(grey_as_rgb.data(), width, height)));
}

TEST_CASE("several images have their results in order, whatever is wrong with some", "[api]") {
  const std::vector<unsigned char> rgb = noise(40, 30);
  const std::string text = "not an image";
  const std::vector<Image> images = {
      Image::file(kSamples + "coffee.png"), Image::file(kSamples + "none.png"),
      Image::pixels(rgb.data(), 40, 30),    Image::encoded(std::as_bytes(std::span(text)), "text"),
      Image::encoded({}, "nothing"),        Image::file(kSamples + "chelsea.png")};
  for (const int batch : {1, 4}) {
    resnext::Session session(model(), {.batch_size = batch, .keep_features = true});
    const std::vector<resnext::Result> results = session.classify(images);
    REQUIRE(results.size() == images.size());
    CHECK(results[0].predictions().front().label == "espresso");
    CHECK(results[1].error_code() == "not_found");
    CHECK(results[1].error().find("none.png") != std::string::npos);
    CHECK(results[2].ok());
    CHECK(results[3].error_code() == "unsupported");
    CHECK(results[4].error_code() == "empty");
    CHECK(results[5].features().size() == static_cast<std::size_t>(model().feature_count()));
    CHECK(results[5].logits().empty());
    CHECK(code_of([&] { results[3].predictions(); }) == ErrorCode::kImage);
    CHECK(results[3].json().find("\"error\"") != std::string::npos);
    for (std::size_t i : {0U, 2U, 5U}) {  // neighbours don't matter
      CHECK(session.classify(images[i]).json() == results[i].json());
    }
    CHECK(session.classify(std::span<const Image>()).empty());
  }
}

TEST_CASE("sessions on several threads share a model", "[api]") {
  const std::vector<unsigned char> rgb = noise(50, 50);
  const Image image = Image::pixels(rgb.data(), 50, 50);
  const std::string expected = resnext::Session(model()).classify(image).json();
  std::atomic<int> equal = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      resnext::Session session(model());
      for (int repetition = 0; repetition < 5; ++repetition) {
        equal += session.classify(image).json() == expected ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(equal == 20);
}

/// Counts this process's threads.
std::ptrdiff_t count_threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
}

TEST_CASE("a thread that classifies has as many as the model, and oneDNN starts none of its own",
          "[api]") {
  const resnext::Model three({.threads = 3, .packed_cache_gb = 0});
  const std::vector<unsigned char> rgb = noise(50, 50);
  std::thread([&] {
    const std::ptrdiff_t before = count_threads();
    resnext::Session session(three);
    CHECK(session.classify(Image::pixels(rgb.data(), 50, 50)).ok());
    CHECK(count_threads() == before + 2);
  }).join();
}

TEST_CASE("cancelling ends the call that is running, and only that", "[api]") {
  const std::vector<Image> many(100000, Image::file(kSamples + "none.png"));
  resnext::Session session(model());
  session.cancel();  // nothing is running
  std::atomic<bool> done = false;
  std::atomic<int> code = 0;
  std::thread worker([&] {
    try {
      session.classify(many);
    } catch (const Error& error) {
      code = static_cast<int>(error.code());
    }
    done = true;
  });
  while (!done) {
    session.cancel();
  }
  worker.join();
  CHECK(code == RESNEXT_ERROR_CANCELLED);
  CHECK(session.classify(Image::file(kSamples + "coffee.png")).ok());
  CHECK(code_of([] { resnext::Model({.is_cancelled = [] { return true; }}); }) ==
        ErrorCode::kCancelled);
}

TEST_CASE("one thread at a time uses a session", "[api]") {
  const std::string pipe = "/tmp/resnext_api_test_" + std::to_string(::getpid());
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  resnext::Session session(model());
  std::atomic<int> code = 0;
  std::thread worker(
      [&] { code = static_cast<int>(code_of([&] { session.classify(Image::file(pipe)); })); });
  const int writer = open_when_read(pipe);  // which has nothing to say
  CHECK(code_of([&] { session.classify(Image::file("none")); }) == ErrorCode::kArgument);
  session.cancel();
  worker.join();
  ::close(writer);
  ::unlink(pipe.c_str());
  CHECK(code == RESNEXT_ERROR_CANCELLED);
}

TEST_CASE("results and sessions outlive the model's handle", "[api]") {
  resnext_model* handle = nullptr;
  resnext_session* session = nullptr;
  resnext_results* results = nullptr;
  REQUIRE(resnext_model_load(nullptr, &handle) == RESNEXT_OK);
  REQUIRE(resnext_session_create(handle, nullptr, &session) == RESNEXT_OK);
  resnext_model_free(handle);
  const std::string path = kSamples + "coffee.png";
  resnext_image image = RESNEXT_IMAGE_INIT;
  image.name = path.c_str();
  REQUIRE(resnext_classify(session, &image, 1, &results) == RESNEXT_OK);
  resnext_session_free(session);
  resnext_prediction prediction = RESNEXT_PREDICTION_INIT;
  REQUIRE(resnext_result_prediction(results, 0, 0, &prediction) == RESNEXT_OK);
  CHECK(std::string(prediction.label) == "espresso");
  CHECK(prediction.imagenet_index == 967);
  CHECK(std::string(prediction.wnid) == "n07920052");
  CHECK(resnext_result_prediction(results, 0, 5, &prediction) == RESNEXT_ERROR_ARGUMENT);
  CHECK(resnext_result_status(results, 1) == RESNEXT_ERROR_ARGUMENT);
  CHECK(resnext_result_json(results, 1) == nullptr);
  CHECK(resnext_result_logits(results, 0, nullptr) == nullptr);
  resnext_results_free(results);
  resnext_results_free(nullptr);
  resnext_session_free(nullptr);
  resnext_model_free(nullptr);
}

TEST_CASE("errors have the code of their kind", "[api]") {
  using resnext::Model;
  CHECK(code_of([] { Model("no such model"); }) == ErrorCode::kConfig);
  CHECK(code_of([] { Model({.model = "resnet18", .weights = "/none/at/all"}); }) ==
        ErrorCode::kWeights);
  CHECK(code_of([] { Model({.model = "resnet18", .weights = kSamples + "coffee.png"}); }) ==
        ErrorCode::kCheckpoint);
  CHECK(code_of([] { Model({.weights = "model.safetensors"}); }) == ErrorCode::kArgument);
  CHECK(code_of([] { Model({.threads = -1}); }) == ErrorCode::kArgument);
  CHECK(code_of([] { Model({.precision = resnext::Precision::kInt8}); }) == ErrorCode::kArgument);
  CHECK(code_of([] { model().class_at(200); }) == ErrorCode::kArgument);
  CHECK(code_of([] { model().class_at(-1); }) == ErrorCode::kArgument);
  using resnext::Session;
  CHECK(code_of([] { Session(model(), {.batch_size = -1}); }) == ErrorCode::kArgument);
  CHECK(code_of([] { Session(model(), {.top_k = -1}); }) == ErrorCode::kArgument);
  Session session(model());
  const std::array<unsigned char, 12> pixels = {};
  for (const Image& wrong :
       {Image::pixels(pixels.data(), 0, 2), Image::pixels(nullptr, 2, 2),
        Image::pixels(pixels.data(), 2, 2, PixelFormat::kRgb, 5),
        Image::pixels(pixels.data(), 2, 2, PixelFormat::kRgb, -5),
        Image::pixels(pixels.data(), 1, 1, static_cast<PixelFormat>(9)), Image::file("")}) {
    CHECK(code_of([&] { session.classify(wrong); }) == ErrorCode::kArgument);
  }
}

TEST_CASE("null pointers are refused", "[api]") {
  CHECK(resnext_model_load(nullptr, nullptr) == RESNEXT_ERROR_ARGUMENT);
  CHECK(std::string(resnext_last_error()) == "model is a null pointer");
  CHECK(resnext_model_describe(nullptr, nullptr) == RESNEXT_ERROR_ARGUMENT);
  CHECK(resnext_model_describe(model().c_handle(), nullptr) == RESNEXT_ERROR_ARGUMENT);
  CHECK(resnext_session_create(nullptr, nullptr, nullptr) == RESNEXT_ERROR_ARGUMENT);
  resnext_results* results = nullptr;
  CHECK(resnext_classify(nullptr, nullptr, 1, &results) == RESNEXT_ERROR_ARGUMENT);
  CHECK(results == nullptr);
  CHECK(resnext_results_count(nullptr) == 0);
  CHECK(resnext_result_status(nullptr, 0) == RESNEXT_ERROR_ARGUMENT);
  resnext_session_cancel(nullptr);
  CHECK(resnext_model_keep_packed(nullptr) == RESNEXT_ERROR_ARGUMENT);
}

TEST_CASE("structures of other versions are told by their size", "[api]") {
  struct Longer {
    resnext_session_options known = RESNEXT_SESSION_OPTIONS_INIT;
    std::int64_t later = 0;
  } longer;
  longer.known.struct_size = sizeof(Longer);
  resnext_session* session = nullptr;
  REQUIRE(resnext_session_create(model().c_handle(), &longer.known, &session) == RESNEXT_OK);
  resnext_session_free(session);
  longer.later = 1;  // asks for something unknown
  CHECK(resnext_session_create(model().c_handle(), &longer.known, &session) ==
        RESNEXT_ERROR_ARGUMENT);
  CHECK(std::strstr(resnext_last_error(), "doesn't know") != nullptr);

  resnext_model_info info = RESNEXT_MODEL_INFO_INIT;
  for (const std::size_t wrong : {std::size_t{0}, sizeof(info) - 1, std::size_t{1} << 20}) {
    info.struct_size = wrong;
    CHECK(resnext_model_describe(model().c_handle(), &info) == RESNEXT_ERROR_ARGUMENT);
  }

  struct LongerInfo {
    resnext_model_info known = RESNEXT_MODEL_INFO_INIT;
    int later = 5;
  } longer_info;
  longer_info.known.struct_size = sizeof(LongerInfo);
  REQUIRE(resnext_model_describe(model().c_handle(), &longer_info.known) == RESNEXT_OK);
  CHECK(longer_info.known.class_count == 200);
  CHECK(longer_info.known.struct_size == sizeof(LongerInfo));
  CHECK(longer_info.later == 5);
}

TEST_CASE("messages belong to threads", "[api]") {
  resnext_model_load(nullptr, nullptr);
  std::thread([] { CHECK(std::string(resnext_last_error()).empty()); }).join();
  CHECK_FALSE(std::string(resnext_last_error()).empty());
}

TEST_CASE("what is known of a model", "[api]") {
  CHECK(model().id() == "resnext23_8x8d_tiny");
  CHECK(model().threads() >= 1);
  CHECK(model().class_count() == 200);
  CHECK(model().precision() == resnext::Precision::kF32);
  CHECK(model().weights_path().ends_with(".safetensors"));
  CHECK(model().batch_size_for_many() > 0);
  const std::vector<std::string> ids = resnext::builtin_models();
  CHECK(ids.size() > 100);
  CHECK(std::find(ids.begin(), ids.end(), "ig_resnext101_32x16d") != ids.end());
  CHECK(std::string(resnext_status_name(RESNEXT_ERROR_WEIGHTS)) == "weights");
  CHECK(std::string(resnext_status_name(99)) == "unknown");
}

}  // namespace

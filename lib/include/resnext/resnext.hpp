// SPDX-License-Identifier: Apache-2.0
#ifndef RESNEXT_RESNEXT_HPP
#define RESNEXT_RESNEXT_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "resnext/resnext.h"

// Classifies images with ResNeXt and related networks on the CPU: resnext.h for C++20. It has no
// code of its own in the library, so that programs depend on the C functions alone.
//
//   resnext::Model model({.model = "ig_resnext101_32x8d"});
//   resnext::Session session(model);
//   for (const auto& found : session.classify(resnext::Image::file("dog.jpg")).predictions()) {
//     std::cout << found.label << " " << found.score << "\n";
//   }
//
// Every failure is an exception of type resnext::Error.
namespace resnext {
inline namespace v0 {  // names of their own, whatever the library calls its parts

/// What resnext.h calls RESNEXT_ERROR_...
enum class ErrorCode : std::int32_t {
  kArgument = RESNEXT_ERROR_ARGUMENT,
  kConfig = RESNEXT_ERROR_CONFIG,
  kCheckpoint = RESNEXT_ERROR_CHECKPOINT,
  kWeights = RESNEXT_ERROR_WEIGHTS,
  kInstallation = RESNEXT_ERROR_INSTALLATION,
  kImage = RESNEXT_ERROR_IMAGE,
  kCancelled = RESNEXT_ERROR_CANCELLED,
  kMemory = RESNEXT_ERROR_MEMORY,
  kInternal = RESNEXT_ERROR_INTERNAL,
};

/// What went wrong; what() says what was found, what was expected and what to do next.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

namespace detail {

inline void check(resnext_status status) {
  if (status != RESNEXT_OK) {
    throw Error(static_cast<ErrorCode>(status), resnext_last_error());
  }
}

}  // namespace detail

/// Returns the library's version: "0.1.0".
inline std::string version() { return resnext_version(); }

/// Returns the ids of the built-in models, in alphabetical order.
inline std::vector<std::string> builtin_models() {
  std::vector<std::string> ids;
  for (const char* id = nullptr; (id = resnext_builtin_model(ids.size())) != nullptr;) {
    ids.emplace_back(id);
  }
  return ids;
}

/// What convolutions compute with; kOwn: int8 for a quantized model, otherwise f32.
enum class Precision : std::int32_t {
  kOwn = RESNEXT_PRECISION_OWN,
  kF32 = RESNEXT_PRECISION_F32,
  kBF16 = RESNEXT_PRECISION_BF16,
  kInt8 = RESNEXT_PRECISION_INT8,
  kAuto = RESNEXT_PRECISION_AUTO,
};

struct ModelOptions {
  std::string model = {};    ///< id, alias, folder or config file; empty: the bundled model
  std::string weights = {};  ///< file or folder; empty: where the program finds them, too
  int threads = 0;           ///< of one session; 0: as many as the process may use CPUs
  Precision precision = Precision::kOwn;
  double packed_cache_gb = -1;              ///< see resnext_model_options
  std::function<bool()> is_cancelled = {};  ///< polled while the model loads; must not throw
};

/// A class of a model.
struct Class {
  int index = 0;
  std::optional<int> imagenet_index;  ///< of the same class in ImageNet-1k
  std::string wnid;                   ///< WordNet id; empty: none
  std::string label;
};

/// A network and its weights, which never change. Copies share them; any number of threads may use
/// one.
class Model {
 public:
  explicit Model(const ModelOptions& options = {}) {
    resnext_model_options c = RESNEXT_MODEL_OPTIONS_INIT;
    c.model = options.model.empty() ? nullptr : options.model.c_str();
    c.weights = options.weights.empty() ? nullptr : options.weights.c_str();
    c.threads = options.threads;
    c.precision = static_cast<resnext_precision>(options.precision);
    c.packed_cache_gb = options.packed_cache_gb;
    if (options.is_cancelled) {
      c.is_cancelled = [](void* context) -> std::int32_t {
        return (*static_cast<const std::function<bool()>*>(context))() ? 1 : 0;
      };
      c.context = const_cast<std::function<bool()>*>(&options.is_cancelled);
    }
    resnext_model* model = nullptr;
    detail::check(resnext_model_load(&c, &model));
    handle_ = {model, &resnext_model_free};
    detail::check(resnext_model_describe(model, &info_));
  }

  /// Loads a model by id, alias, folder or config file.
  explicit Model(std::string_view name) : Model(ModelOptions{.model = std::string(name)}) {}

  std::string id() const { return info_.id; }
  std::string weights_path() const { return info_.weights_path; }
  int input_size() const { return info_.input_size; }  ///< height and width, pixels
  int class_count() const { return info_.class_count; }
  int feature_count() const { return info_.feature_count; }  ///< numbers of the pooled vector
  int threads() const { return info_.threads; }              ///< of one session
  Precision precision() const { return static_cast<Precision>(info_.precision); }

  /// Returns the batch size that pays off for many images.
  int batch_size_for_many() const { return info_.many_batch_size; }

  /// Returns a class. Throws Error kArgument if there is none of this index.
  Class class_at(int index) const {
    resnext_class c = RESNEXT_CLASS_INIT;
    detail::check(resnext_model_class(handle_.get(), index, &c));
    return {c.index, c.imagenet_index < 0 ? std::nullopt : std::optional(int{c.imagenet_index}),
            c.wnid, c.label};
  }

  /// Keeps packed weights on disk for quicker starts: see resnext_model_keep_packed.
  void keep_packed() const { detail::check(resnext_model_keep_packed(handle_.get())); }

  const resnext_model* c_handle() const { return handle_.get(); }

 private:
  std::shared_ptr<resnext_model> handle_;
  resnext_model_info info_ = RESNEXT_MODEL_INFO_INIT;
};

enum class PixelFormat : std::int32_t {
  kRgb = RESNEXT_PIXELS_RGB,
  kBgr = RESNEXT_PIXELS_BGR,
  kGrey = RESNEXT_PIXELS_GREY,
  kRgba = RESNEXT_PIXELS_RGBA,
  kBgra = RESNEXT_PIXELS_BGRA,
};

/// An image to classify. Memory that it was made of must stay as it is while it is in use.
class Image {
 public:
  /// A file; `path` may have any encoding.
  static Image file(std::string path) {
    Image image(std::move(path));
    image.c_.kind = RESNEXT_IMAGE_FILE;
    return image;
  }

  /// The bytes of a JPEG, PNG, WebP, BMP or TIFF; `name` is what records call it.
  static Image encoded(std::span<const std::byte> bytes, std::string name = {}) {
    Image image(std::move(name));
    image.c_.kind = RESNEXT_IMAGE_ENCODED;
    image.c_.data = bytes.data();
    image.c_.size = bytes.size();
    return image;
  }

  /// Pixels, one byte a channel; `stride` is the number of bytes from a row to the next, 0 for rows
  /// without padding, negative if they go upwards.
  static Image pixels(const void* data, int width, int height,
                      PixelFormat format = PixelFormat::kRgb, std::ptrdiff_t stride = 0,
                      std::string name = {}) {
    Image image(std::move(name));
    image.c_.kind = RESNEXT_IMAGE_PIXELS;
    image.c_.data = data;
    image.c_.width = width;
    image.c_.height = height;
    image.c_.stride = stride;
    image.c_.format = static_cast<resnext_pixel_format>(format);
    return image;
  }

  /// Returns the image for the C functions, valid as long as this one.
  resnext_image c_image() const {
    resnext_image image = c_;
    image.name = name_.empty() ? nullptr : name_.c_str();
    return image;
  }

 private:
  explicit Image(std::string name) : name_(std::move(name)) {}

  std::string name_;
  resnext_image c_ = RESNEXT_IMAGE_INIT;
};

struct SessionOptions {
  int batch_size = 1;  ///< images that go through the network together
  int top_k = 5;       ///< classes of each image
  bool keep_logits = false;
  bool keep_features = false;
  bool logit_scores = false;              ///< scores are logits, not probabilities
  bool apply_exif = false;                ///< turn photos upright; the models' reference doesn't
  std::int64_t max_pixels = 200'000'000;  ///< of an encoded image, width x height
};

/// A class found for an image.
struct Prediction {
  int index = 0;                      ///< class of the model
  std::optional<int> imagenet_index;  ///< of the same class in ImageNet-1k
  std::string wnid;                   ///< WordNet id; empty: none
  std::string label;
  double score = 0;  ///< probability, or logit if the session was made for logits
};

/// What was found for one image, or what was wrong with it. Copies share the values.
class Result {
 public:
  Result(std::shared_ptr<resnext_results> results, std::size_t index)
      : results_(std::move(results)), index_(index) {}

  /// Returns whether the image could be read; all but json() throw Error kImage if not.
  bool ok() const { return error_code().empty(); }

  /// Returns "not_found", "truncated", ...: see resnext_result_error_code. Empty: none.
  std::string error_code() const {
    const char* const code = resnext_result_error_code(results_.get(), index_);
    return code == nullptr ? "" : code;
  }

  /// Returns what was wrong with the image; empty: nothing.
  std::string error() const {
    const char* const error = resnext_result_error(results_.get(), index_);
    return error == nullptr ? "" : error;
  }

  /// Returns the classes found, best first.
  std::vector<Prediction> predictions() const {
    check();
    std::vector<Prediction> predictions(resnext_result_prediction_count(results_.get(), index_));
    for (std::size_t rank = 0; rank < predictions.size(); ++rank) {
      resnext_prediction c = RESNEXT_PREDICTION_INIT;
      detail::check(resnext_result_prediction(results_.get(), index_, rank, &c));
      predictions[rank] = {
          c.index, c.imagenet_index < 0 ? std::nullopt : std::optional(int{c.imagenet_index}),
          c.wnid, c.label, c.score};
    }
    return predictions;
  }

  /// Returns the logits of all classes; empty unless the session keeps them. Valid as long as a
  /// copy of this result lives.
  std::span<const float> logits() const {
    check();
    std::size_t count = 0;
    const float* const values = resnext_result_logits(results_.get(), index_, &count);
    return {values, count};
  }

  /// Returns the pooled vector in the same way.
  std::span<const float> features() const {
    check();
    std::size_t count = 0;
    const float* const values = resnext_result_features(results_.get(), index_, &count);
    return {values, count};
  }

  /// Returns the record that the program prints for the image: a JSON object in one line.
  std::string json() const {
    const char* const json = resnext_result_json(results_.get(), index_);
    if (json == nullptr) {
      throw Error(ErrorCode::kMemory, resnext_last_error());
    }
    return json;
  }

 private:
  void check() const { detail::check(resnext_result_status(results_.get(), index_)); }

  std::shared_ptr<resnext_results> results_;
  std::size_t index_;
};

/// Runs images through a model. One thread uses it at a time; cancel() may come from any.
class Session {
 public:
  explicit Session(const Model& model, const SessionOptions& options = {}) {
    resnext_session_options c = RESNEXT_SESSION_OPTIONS_INIT;
    c.batch_size = options.batch_size;
    c.top_k = options.top_k;
    c.keep = (options.keep_logits ? RESNEXT_KEEP_LOGITS : 0U) |
             (options.keep_features ? RESNEXT_KEEP_FEATURES : 0U);
    c.logit_scores = options.logit_scores ? 1 : 0;
    c.apply_exif = options.apply_exif ? 1 : 0;
    c.max_pixels = options.max_pixels;
    resnext_session* session = nullptr;
    detail::check(resnext_session_create(model.c_handle(), &c, &session));
    handle_.reset(session);
  }

  /// Classifies one image; what is wrong with it is in the result.
  Result classify(const Image& image) { return classify(std::span(&image, 1)).front(); }

  /// Returns a result for each image, in order. While the network runs, the next images are read
  /// and decoded on as many threads as the model has.
  std::vector<Result> classify(std::span<const Image> images) {
    std::vector<resnext_image> c;
    c.reserve(images.size());
    for (const Image& image : images) {
      c.push_back(image.c_image());
    }
    resnext_results* results = nullptr;
    detail::check(resnext_classify(handle_.get(), c.data(), c.size(), &results));
    const std::shared_ptr<resnext_results> shared(results, &resnext_results_free);
    std::vector<Result> all;
    all.reserve(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
      all.emplace_back(shared, i);
    }
    return all;
  }

  /// Ends the call that is running, which then throws Error kCancelled; later ones are not
  /// affected.
  void cancel() noexcept { resnext_session_cancel(handle_.get()); }

 private:
  struct Free {
    void operator()(resnext_session* session) const { resnext_session_free(session); }
  };
  std::unique_ptr<resnext_session, Free> handle_;
};

}  // namespace v0
}  // namespace resnext

#endif  // RESNEXT_RESNEXT_HPP

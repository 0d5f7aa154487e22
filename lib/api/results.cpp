// SPDX-License-Identifier: Apache-2.0
#include "api/results.h"

#include <fmt/format.h>

#include "api/status.h"
#include "api/versioned.h"
#include "output/records/json_result.h"

namespace resnext::api {
namespace {

constexpr std::size_t kSmallestPrediction = sizeof(resnext_prediction);  // as in 0.1.0

/// Returns the result, or nullptr if there is none.
const ImageResult* find(const resnext_results* results, std::size_t index) {
  return results != nullptr && index < results->results.size() ? &results->results[index] : nullptr;
}

const float* values_of(const std::vector<float>* values, std::size_t* count) {
  const bool any = values != nullptr && !values->empty();
  if (count != nullptr) {
    *count = any ? values->size() : 0;
  }
  return any ? values->data() : nullptr;
}

resnext_prediction prediction_of(const ImageResult& result, std::size_t rank) {
  if (rank >= result.predictions.size()) {
    throw ArgumentError(
        fmt::format("rank {}: the image has {} predictions", rank, result.predictions.size()));
  }
  const Prediction& prediction = result.predictions[rank];
  return {
      sizeof(resnext_prediction), prediction.index,         prediction.imagenet_index.value_or(-1),
      prediction.wnid.c_str(),    prediction.label.c_str(), prediction.score};
}

}  // namespace
}  // namespace resnext::api

using namespace resnext;

size_t resnext_results_count(const resnext_results* results) {
  return results == nullptr ? 0 : results->results.size();
}

void resnext_results_free(resnext_results* results) { delete results; }

resnext_status resnext_result_status(const resnext_results* results, size_t index) {
  return api::guarded([&] {
    api::check_not_null(results, "results");
    const ImageResult* const result = api::find(results, index);
    if (result == nullptr) {
      throw api::ArgumentError(
          fmt::format("result {}: there are {}", index, results->results.size()));
    }
    if (result->failure) {
      throw ImageError(ImageErrorCode::kUnreadable, result->failure->message);
    }
  });
}

const char* resnext_result_error_code(const resnext_results* results, size_t index) {
  const ImageResult* const result = api::find(results, index);
  return result != nullptr && result->failure ? result->failure->code.c_str() : nullptr;
}

const char* resnext_result_error(const resnext_results* results, size_t index) {
  const ImageResult* const result = api::find(results, index);
  return result != nullptr && result->failure ? result->failure->message.c_str() : nullptr;
}

size_t resnext_result_prediction_count(const resnext_results* results, size_t index) {
  const ImageResult* const result = api::find(results, index);
  return result == nullptr ? 0 : result->predictions.size();
}

resnext_status resnext_result_prediction(const resnext_results* results, size_t index, size_t rank,
                                         resnext_prediction* prediction) {
  return api::guarded([&] {
    const ImageResult* const result = api::find(results, index);
    api::check_not_null(result, "the result of this index");
    api::write_versioned(api::prediction_of(*result, rank), prediction, api::kSmallestPrediction,
                         "resnext_prediction");
  });
}

const float* resnext_result_logits(const resnext_results* results, size_t index, size_t* count) {
  const ImageResult* const result = api::find(results, index);
  return api::values_of(result == nullptr ? nullptr : &result->logits, count);
}

const float* resnext_result_features(const resnext_results* results, size_t index, size_t* count) {
  const ImageResult* const result = api::find(results, index);
  return api::values_of(result == nullptr ? nullptr : &result->features, count);
}

const char* resnext_result_json(resnext_results* results, size_t index) {
  const ImageResult* const result = api::find(results, index);
  if (result == nullptr) {
    return nullptr;
  }
  std::string& json = results->json[index];
  const resnext_status status = api::guarded([&] {
    if (json.empty()) {
      json = to_json(*result, false);
    }
  });
  return status == RESNEXT_OK ? json.c_str() : nullptr;
}

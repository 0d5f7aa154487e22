// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "server/record.h"

// Collects the answers to a request.
namespace resnext {

/// The images of one request, answered in any order. Thread-safe.
class PendingRecords {
 public:
  /// `images`: at least one.
  PendingRecords(std::size_t images, RecordForm form, const Respond& respond)
      : records_(images), missing_(images), form_(form), respond_(respond) {}

  /// Takes the answer to an image, once for each; the last one sends the response: the records, or
  /// an error with status 500 if the server is at fault for one of them.
  void set(std::size_t index, const ImageAnswer& answer);

 private:
  std::mutex mutex_;
  std::vector<std::string> records_;
  std::size_t missing_;
  RecordForm form_;
  Respond respond_;
  std::string error_;
  bool only_failed_ = false;
};

}  // namespace resnext

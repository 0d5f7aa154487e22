// SPDX-License-Identifier: Apache-2.0
#include "server/pending_records.h"

namespace resnext {

void PendingRecords::set(std::size_t index, const ImageAnswer& answer) {
  std::string record;
  std::string error = answer.error;
  try {
    record = error.empty() ? record_of(answer.result) : "";
  } catch (const std::exception& what) {
    error = what.what();
  }
  const std::lock_guard lock(mutex_);
  records_[index] = std::move(record);
  error_ = error.empty() ? error_ : error;
  only_failed_ = records_.size() == 1 && answer.result.failure.has_value();
  if (--missing_ == 0) {
    respond_(error_.empty() ? response_of(records_, only_failed_, form_)
                            : error_response(500, error_));
  }
}

}  // namespace resnext

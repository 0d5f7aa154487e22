// SPDX-License-Identifier: Apache-2.0
// What becomes of responses that are not the file, and of interrupted ones: which failures pass,
// when to try again, and what to tell the user.
#include <fmt/format.h>

#include <thread>

#include "base/error.h"
#include "hub/transfer.h"

namespace resnext {
namespace {

constexpr const char* kOtherSource = "name another source with --url or RESNEXT_MIRROR";

std::string advice_for_status(long status) {
  if (status == 404 || status == 410) {
    return fmt::format(": there is no such file; check the URL, or {}", kOtherSource);
  }
  if (status == 401 || status == 403 || status == 407) {
    return fmt::format(": access is denied; check the URL and the proxy (https_proxy), or {}",
                       kOtherSource);
  }
  return fmt::format("; check the URL, or {}", kOtherSource);
}

}  // namespace

std::string describe_bytes(std::uint64_t bytes) {
  return bytes < 10'000'000 ? fmt::format("{} bytes", bytes)
                            : fmt::format("{} MB", (bytes + 500'000) / 1'000'000);
}

/// Returns nullopt if the transfer is done. Throws for permanent failures.
std::optional<std::string> Transfer::find_passing_failure(const HttpResponse& response) const {
  const long status = response.head.status;
  switch (response.outcome) {
    case HttpOutcome::kCancelled:
      cancel();
    case HttpOutcome::kPermanent:
      throw WeightsError(
          fmt::format("{}: {}{}", name_, response.error,
                      part_->size() > 0 ? kept() : fmt::format("; {}", kOtherSource)));
    case HttpOutcome::kTransient:
      return response.error;
    case HttpOutcome::kComplete:
      break;
  }
  if (is_transient_status(status)) {
    return fmt::format("the server answered with status {}", status);
  }
  if (status >= 400) {
    throw WeightsError(fmt::format("{}: the server answered with status {}{}{}", name_, status,
                                   advice_for_status(status), kept()));
  }
  if (part_->size() == 0 || (total_ && part_->size() < *total_)) {
    if (url_scheme(request_->url) == "file") {
      reject("the file there ends early, or is not a file");
    }
    return "the server closed the connection early";
  }
  return std::nullopt;
}

void Transfer::wait_to_retry(int failures, const std::string& failure, const HttpHead& head) {
  std::uniform_real_distribution<double> jitter(0, 1);
  RetryPolicy policy = options_->retry;
  policy.attempts = reached_ ? policy.attempts : policy.attempts_to_reach;
  const auto delay = delay_before_retry(policy, failures, head.retry_after, jitter(random_));
  if (!delay) {
    const std::string why =
        failures >= policy.attempts
            ? fmt::format(" ({} attempts)", failures)
            : fmt::format(" and asks to come back in {} s", head.retry_after->count());
    const std::string end = kept();
    throw WeightsError(
        fmt::format("{}: {}{}{}", name_, failure, why,
                    end.empty() ? fmt::format("; try again later, or {}", kOtherSource) : end));
  }
  notice(fmt::format("{}; trying again in {:.1f} s", failure,
                     static_cast<double>(delay->count()) / 1000));
  using Clock = std::chrono::steady_clock;
  for (const auto until = Clock::now() + *delay; Clock::now() < until;) {
    if (is_cancelled(options_->cancelled)) {
      cancel();
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void Transfer::refuse(const std::string& what) {
  part_->discard();
  throw WeightsError(
      fmt::format("{}: {}. Nothing was kept; try again, or {}", name_, what, kOtherSource));
}

void Transfer::reject(const std::string& what) const {
  const std::string end = kept();
  throw WeightsError(fmt::format(
      "{}: {}{}", name_, what,
      end.empty() ? fmt::format(". Nothing was kept; try again, or {}", kOtherSource) : end));
}

void Transfer::cancel() const {
  throw Cancelled(fmt::format("{}: the download was stopped{}", name_, kept()));
}

std::string Transfer::kept() const {
  if (part_->size() == 0) {
    return "";
  }
  return fmt::format(
      ". {}{} are kept in {}; run the same command again to resume", describe_bytes(part_->size()),
      total_ ? fmt::format(" of {}", describe_bytes(*total_)) : "", part_->path().string());
}

}  // namespace resnext

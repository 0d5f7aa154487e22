#include "app/run_display.h"

#include <iostream>

#include "base/text/printable.h"

namespace resnext {
namespace {

constexpr auto kRedraw = std::chrono::milliseconds(250);

}  // namespace

RunDisplay::RunDisplay(const Options& options, std::uint64_t finished)
    : options_(options), finished_(finished) {
  meter_.add(0, 0);
}

RunDisplay::~RunDisplay() {
  line_.clear();
  counted_.raise();
  if (counter_.joinable()) {
    counter_.join();
  }
}

void RunDisplay::count(std::unique_ptr<ImageSource> source, const StopFlag& stop) {
  counter_ = std::thread([this, &stop, listed = std::move(source)] {
    std::uint64_t total = 0;
    while (!counted_.is_raised() && listed->next()) {
      ++total;
    }
    if (!counted_.is_raised() && !stop.is_raised()) {
      total_ = total;
    }
  });
}

void RunDisplay::update(const ImageResult& result) {
  ++done_;
  failed_ += result.failure ? 1 : 0;
  if (options_.failures && result.failure) {
    line_.clear();
    std::cerr << printable(result.path) << ": " << result.failure->code << ": "
              << printable(result.failure->message) << "\n";
  }
  const auto now = Clock::now();
  if (options_.progress && now - last_drawn_ >= kRedraw) {
    last_drawn_ = now;
    draw();
  }
}

void RunDisplay::draw() {
  meter_.add(done_, std::chrono::duration<double>(Clock::now() - start_).count());
  RunProgress progress = {finished_ + done_, std::nullopt, failed_, meter_.per_second()};
  if (const std::uint64_t total = total_; total != kUnknown) {
    progress.total = total;
  }
  line_.draw(run_progress_line(progress, StatusLine::width()));
}

void RunDisplay::finish(const RunSummary& summary) {
  line_.clear();
  if (options_.summary) {
    std::cerr << run_summary_text(summary, finished_);
  }
}

}  // namespace resnext

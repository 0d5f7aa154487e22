// SPDX-License-Identifier: Apache-2.0
// decoding THREADS INPUT_SIZE PATH...: how fast THREADS threads read, decode and resize the images
// of files and folders when nothing else runs. Prints images a second and each image's CPU time.
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <iostream>

#include "images/prefetch/image_pipeline.h"

namespace {

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  using Clock = std::chrono::steady_clock;
  if (argc < 4) {
    std::cerr << "usage: decoding THREADS INPUT_SIZE PATH...\n";
    return 2;
  }
  const int threads = std::atoi(argv[1]);
  resnext::StopFlag stop;
  resnext::PrepareContext context;
  context.preprocessing.input_size = std::atoi(argv[2]);
  const auto source = resnext::make_image_source({.inputs = {argv + 3, argv + argc}}, stop);
  const double cpu = cpu_seconds();
  const auto start = Clock::now();
  resnext::ImagePipeline pipeline(
      *source,
      [&context](const resnext::ImageInput& input) { return prepare_image(input, context); },
      {threads, static_cast<std::size_t>(4 * threads), std::chrono::hours(1)}, stop);
  std::size_t images = 0;
  while (!pipeline.next_batch(1).empty()) {
    ++images;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
  const auto count = static_cast<double>(images);
  std::cout << images << " images, " << count / seconds << " images/s, "
            << (cpu_seconds() - cpu) / count * 1e3 << " ms of CPU each\n";
}

// SPDX-License-Identifier: Apache-2.0
// video FILE [MODEL]: tells what each second of a video shows. Frames go to the library as OpenCV
// holds them, without a copy.
#include <cmath>
#include <cstdlib>
#include <exception>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>

#include <opencv2/core.hpp>
#include <opencv2/videoio.hpp>

#include <resnext/resnext.hpp>

namespace {

resnext::Image image_of(const cv::Mat& frame) {
  return resnext::Image::pixels(frame.data, frame.cols, frame.rows, resnext::PixelFormat::kBgr,
                                static_cast<std::ptrdiff_t>(frame.step));
}

void classify(const std::string& file, const resnext::ModelOptions& options) {
  cv::VideoCapture video(file);
  if (!video.isOpened()) {
    throw std::runtime_error(file + ": OpenCV can't read it as a video");
  }
  const double rate = video.get(cv::CAP_PROP_FPS);
  const int step = rate >= 1 ? static_cast<int>(std::lround(rate)) : 1;
  const resnext::Model model(options);
  resnext::Session session(model, {.top_k = 1});
  cv::Mat frame;
  for (int number = 0; video.read(frame); ++number) {
    if (number % step == 0) {
      const resnext::Prediction best = session.classify(image_of(frame)).predictions().front();
      std::cout << number / step << " s: " << best.label << ", " << std::fixed
                << std::setprecision(1) << 100 * best.score << " %\n";
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: " << argv[0] << " FILE [MODEL]\n";
    return EXIT_FAILURE;
  }
  try {
    classify(argv[1], {.model = argc > 2 ? argv[2] : ""});
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return EXIT_FAILURE;
  }
  return EXIT_SUCCESS;
}

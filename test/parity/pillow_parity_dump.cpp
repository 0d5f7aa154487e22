// SPDX-License-Identifier: Apache-2.0
// Reads lines "path interpolation crop_pct input_size exif" (tab-separated) and writes, for each,
// one line "ok" or "error CODE MESSAGE", then, after "ok", input_size x input_size x 3 raw bytes.

#include <cstdio>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>

#include "images/decode/decode.h"
#include "images/resize/preprocess.h"
#include "images/source/image_files.h"

#include "base/error.h"

namespace {

void write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void dump(const std::string& line) {
  std::istringstream fields(line);
  std::string path;
  std::string interpolation;
  std::string exif;
  resnext::Preprocessing preprocessing;
  std::getline(fields, path, '\t');
  fields >> interpolation >> preprocessing.crop_pct >> preprocessing.input_size >> exif;
  if (interpolation == "bicubic") preprocessing.interpolation = resnext::Interpolation::kBicubic;
  resnext::DecodeOptions options;
  if (exif == "apply") options.exif = resnext::ExifMode::kApply;

  resnext::CropResizer resizer(preprocessing);
  resnext::decode_image(resnext::read_image_file(path), options, resizer);
  const resnext::Image result = resizer.finish();
  write("ok\n");
  std::fwrite(result.rgb.data(), 1, result.rgb.size(), stdout);
}

}  // namespace

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    try {
      dump(line);
    } catch (const resnext::ImageError& error) {
      write(std::string("error ") + to_string(error.code()) + " " + error.what() + "\n");
    } catch (const std::exception& error) {
      write(std::string("error - ") + error.what() + "\n");
    }
    std::fflush(stdout);
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "images/prefetch/prepared_image.h"

#include <unistd.h>

#include <new>
#include <optional>
#include <span>

#include "base/error.h"
#include "images/draw/thumbnail.h"
#include "images/resize/preprocess.h"
#include "images/source/image_files.h"

namespace resnext {
namespace {

// Memory for a pixel while it is decoded: 3 bytes of RGB, and what decoders keep besides (a
// progressive JPEG's coefficients).
constexpr std::int64_t kBytesPerPixel = 9;

void prepare_views(const Image& image, const PrepareContext& context, std::vector<float>& tensor) {
  const auto side = static_cast<std::size_t>(context.preprocessing.input_size);
  const std::size_t floats = 3 * side * side;
  const std::vector<ImageView> whole(1);
  const std::vector<ImageView>& views = context.views.empty() ? whole : context.views;
  tensor.resize(views.size() * floats);
  for (std::size_t i = 0; i < views.size(); ++i) {
    normalize(take_view(image, context.preprocessing, views[i]), context.preprocessing,
              std::span(tensor).subspan(i * floats, floats));
  }
}

KeptPhoto keep_photo(const DecodedImage& decoded, const PrepareContext& context) {
  return {shrink(decoded.image, context.photo_side),
          seen_square(decoded.image.width, decoded.image.height, context.preprocessing),
          decoded.exif_applied ? 1 : decoded.exif_orientation};
}

std::vector<std::byte> read(const ImageInput& input, const StopFlag* stop, MemoryLease* lease) {
  ReadOptions options;
  options.stop = stop;
  options.memory = lease;
  return input.standard_input ? read_image(STDIN_FILENO, "standard input", options)
                              : read_image_file(input.path, options);
}

bool needs_whole_image(const PrepareContext& context) {
  return context.thumbnails || context.photo_side > 0 || !context.views.empty();
}

void prepare_whole(const DecodedImage& decoded, const PrepareContext& context,
                   PreparedImage& prepared) {
  if (context.thumbnails) prepared.thumbnail = make_thumbnail(decoded.image);
  if (context.photo_side > 0) prepared.photo = keep_photo(decoded, context);
  prepare_views(decoded.image, context, prepared.tensor);
}

void prepare_crop(const CropResizer& resizer, const PrepareContext& context,
                  PreparedImage& prepared) {
  const Image cropped = resizer.finish();
  prepared.tensor.resize(cropped.rgb.size());
  normalize(cropped, context.preprocessing, prepared.tensor);
}

void prepare(const PixelView& pixels, const PrepareContext& context, PreparedImage& prepared) {
  if (needs_whole_image(context)) {
    DecodedImage decoded;
    decoded.image = copy_pixels(pixels);
    prepare_whole(decoded, context, prepared);
  } else {
    CropResizer resizer(context.preprocessing);
    feed(pixels, resizer);
    prepare_crop(resizer, context, prepared);
  }
}

void prepare(const ImageInput& input, const PrepareContext& context, PreparedImage& prepared) {
  if (input.pixels) {
    prepare(*input.pixels, context, prepared);
    return;
  }
  std::optional<MemoryLease> file_lease;
  std::optional<MemoryLease> pixel_lease;
  std::vector<std::byte> own;
  if (!input.content) {
    if (context.files != nullptr) file_lease.emplace(*context.files);
    own = read(input, context.stop, file_lease ? &*file_lease : nullptr);
  }
  if (input.content && input.content->bytes.empty()) {
    throw ImageError(ImageErrorCode::kEmpty, input.path.string() + ": the file is empty");
  }
  const std::span<const std::byte> file =
      input.content ? input.content->bytes : std::span<const std::byte>(own);
  DecodeOptions decode = context.decode;
  if (context.pixels != nullptr) {
    MemoryLease& lease = pixel_lease.emplace(*context.pixels);
    decode.before_pixels = [&lease](std::int64_t pixels) { lease.hold(pixels * kBytesPerPixel); };
  }
  if (decode.gate != nullptr) decode.gate->pass();
  DecodedOrientation orientation;
  if (needs_whole_image(context)) {
    const DecodedImage decoded = decode_image(file, decode);
    orientation = decoded;
    prepare_whole(decoded, context, prepared);
  } else {
    CropResizer resizer(context.preprocessing);
    orientation = decode_image(file, decode, resizer);
    prepare_crop(resizer, context, prepared);
  }
  if (orientation.exif_applied) {
    prepared.exif_orientation_applied = orientation.exif_orientation;
  }
}

}  // namespace

PreparedImage prepare_image(const ImageInput& input, const PrepareContext& context) {
  PreparedImage prepared;
  prepared.path = input.path.string();
  prepared.has_file = !input.content && !input.pixels && !input.standard_input;
  if (input.failure) {
    prepared.failure = input.failure;
    return prepared;
  }
  const auto fail = [&prepared](ImageErrorCode code, const char* message) {
    prepared.failure = ImageFailure{to_string(code), message};
    prepared.photo.reset();
    prepared.tensor = {};
  };
  try {
    prepare(input, context, prepared);
  } catch (const ImageError& error) {
    fail(error.code(), error.what());
  } catch (const std::bad_alloc&) {
    fail(ImageErrorCode::kTooLarge, "not enough memory to read and resize the image");
  }
  return prepared;
}

}  // namespace resnext

// libjpeg directly, because its warnings decide whether the pixels can be trusted: OpenCV shows a
// cut-off photo as a whole one with a grey bottom.

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs FILE and size_t
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <jpeglib.h>

#include <jerror.h>

#include "core/error.h"
#include "pipeline/byte_view.h"
#include "pipeline/format_decoders.h"
#include "pipeline/orientation.h"

namespace resnext {
namespace {

using namespace std::string_view_literals;

constexpr int kMaxScans = 500;  // no encoder needs more; a hostile file can ask for millions
constexpr unsigned kWholeScale = 8;
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr std::array<JOCTET, 2> kEndOfImage = {0xFF, JPEG_EOI};

// Decoding state. libjpeg reports failure through callbacks that must not return: they note what
// was found in `failure` and jump. The frames jumped over hold trivially destructible objects only.
struct Session {
  jpeg_decompress_struct decoder{};
  jpeg_error_mgr errors{};
  jpeg_source_mgr source{};
  jpeg_progress_mgr progress{};
  std::jmp_buf escape{};
  bool ran_out = false;           // libjpeg asked for more than the file holds
  std::array<bool, 4> scanned{};  // which components' data have been seen
  ImageErrorCode failure = ImageErrorCode::kCorrupt;
  std::array<char, JMSG_LENGTH_MAX> message{};

  Session() = default;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() { jpeg_destroy_decompress(&decoder); }

  static Session& of(j_common_ptr decoder) { return *static_cast<Session*>(decoder->client_data); }
};

ImageErrorCode code_of(int message, bool ran_out) {
  switch (message) {
    case JERR_SOF_UNSUPPORTED:
    case JERR_BAD_PRECISION:
    case JERR_ARITH_NOTIMPL:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_NOT_COMPILED:
      return ImageErrorCode::kUnsupported;
    case JERR_OUT_OF_MEMORY:
      return ImageErrorCode::kTooLarge;
    default:
      return ran_out ? ImageErrorCode::kTruncated : ImageErrorCode::kCorrupt;
  }
}

[[noreturn]] void fail(j_common_ptr decoder) {
  Session& session = Session::of(decoder);
  session.failure = code_of(session.errors.msg_code, session.ran_out);
  session.errors.format_message(decoder, session.message.data());
  std::longjmp(session.escape, 1);
}

// Warnings that mean missing or wrong pixels. All others (bytes between segments, odd Adobe or
// JFIF markers, odd scan parameters) come from real cameras and leave the pixels as they should be.
void on_message(j_common_ptr decoder, int level) {
  if (level >= 0) return;
  Session& session = Session::of(decoder);
  switch (session.errors.msg_code) {
    case JWRN_HIT_MARKER:
      if (decoder->is_decompressor &&
          reinterpret_cast<j_decompress_ptr>(decoder)->unread_marker == JPEG_EOI)
        session.ran_out = true;
      fail(decoder);
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC:
      fail(decoder);
    default:
      break;
  }
}

// At the end of the file an end-of-image marker is made up: a photo that lacks nothing else is
// whole, and one that lacks pixels makes libjpeg warn.
boolean on_end_of_file(j_decompress_ptr decoder) {
  Session::of(reinterpret_cast<j_common_ptr>(decoder)).ran_out = true;
  decoder->src->next_input_byte = kEndOfImage.data();
  decoder->src->bytes_in_buffer = kEndOfImage.size();
  return TRUE;
}

void on_skip(j_decompress_ptr decoder, long count) {
  if (count <= 0) return;
  jpeg_source_mgr& source = *decoder->src;
  if (static_cast<std::size_t>(count) > source.bytes_in_buffer) {
    on_end_of_file(decoder);
    return;
  }
  source.next_input_byte += count;
  source.bytes_in_buffer -= static_cast<std::size_t>(count);
}

void on_progress(j_common_ptr common) {
  Session& session = Session::of(common);
  const jpeg_decompress_struct& decoder = session.decoder;
  for (int i = 0; i < decoder.comps_in_scan; ++i) {
    const auto component = static_cast<std::size_t>(decoder.cur_comp_info[i]->component_index);
    if (component < session.scanned.size()) session.scanned[component] = true;
  }
  if (decoder.input_scan_number > kMaxScans) {
    session.failure = ImageErrorCode::kCorrupt;
    std::snprintf(session.message.data(), session.message.size(), "more than %d scans", kMaxScans);
    std::longjmp(session.escape, 1);
  }
}

bool read_header(Session& session, std::span<const std::byte> file) {
  jpeg_decompress_struct& decoder = session.decoder;
  decoder.err = jpeg_std_error(&session.errors);
  session.errors.error_exit = fail;
  session.errors.emit_message = on_message;
  session.errors.output_message = [](j_common_ptr) {};
  decoder.client_data = &session;
  if (setjmp(session.escape) != 0) return false;

  jpeg_create_decompress(&decoder);
  session.source.next_input_byte = reinterpret_cast<const JOCTET*>(file.data());
  session.source.bytes_in_buffer = file.size();
  session.source.init_source = [](j_decompress_ptr) {};
  session.source.fill_input_buffer = on_end_of_file;
  session.source.skip_input_data = on_skip;
  session.source.resync_to_restart = jpeg_resync_to_restart;
  session.source.term_source = [](j_decompress_ptr) {};
  decoder.src = &session.source;
  session.progress.progress_monitor = on_progress;
  decoder.progress = &session.progress;
  jpeg_save_markers(&decoder, kExifMarker, 0xFFFF);
  jpeg_read_header(&decoder, TRUE);
  return true;
}

// Fills `pixels` (height x width x output components) with libjpeg's default, exact settings.
bool read_pixels(Session& session, std::uint8_t* pixels) {
  jpeg_decompress_struct& decoder = session.decoder;
  if (setjmp(session.escape) != 0) return false;
  jpeg_start_decompress(&decoder);
  const std::size_t pitch =
      std::size_t{decoder.output_width} * static_cast<std::size_t>(decoder.output_components);
  while (decoder.output_scanline < decoder.output_height) {
    JSAMPROW row = pixels + decoder.output_scanline * pitch;
    jpeg_read_scanlines(&decoder, &row, 1);
  }
  return true;
}

[[noreturn]] void throw_failure(const Session& session) {
  throw ImageError(session.failure, std::string("JPEG: ") + session.message.data());
}

// What libjpeg's warnings can't tell. A file with several scans that ends between two of them
// decodes without complaint, and arithmetic decoding reads zeros beyond the end.
void check_complete(const Session& session) {
  auto* decoder = const_cast<jpeg_decompress_struct*>(&session.decoder);
  const bool several_scans = jpeg_has_multiple_scans(decoder) == TRUE;
  if (session.ran_out && (several_scans || session.decoder.arith_code == TRUE))
    throw ImageError(ImageErrorCode::kTruncated, "JPEG: the end-of-image marker is missing");
  for (int i = 0; several_scans && i < session.decoder.num_components; ++i) {
    if (!session.scanned.at(static_cast<std::size_t>(i))) {
      throw ImageError(ImageErrorCode::kCorrupt,
                       "JPEG: there is no data for colour component " + std::to_string(i + 1));
    }
  }
}

int find_orientation(const Session& session) {
  for (const jpeg_marker_struct* marker = session.decoder.marker_list; marker != nullptr;
       marker = marker->next) {
    const auto data = std::as_bytes(std::span(marker->data, marker->data_length));
    if (ByteView(data).matches(0, "Exif\0"sv)) return exif_orientation(data);
  }
  return 1;
}

// The smallest number of eighths that leaves `enough` pixels of the short side; all if 0.
unsigned scale_of(const jpeg_decompress_struct& decoder, int enough) {
  const std::int64_t side = std::min(decoder.image_width, decoder.image_height);
  unsigned eighths = kWholeScale;
  while (enough > 0 && eighths > 1 && side * (eighths - 1) / kWholeScale >= enough) --eighths;
  return eighths;
}

// a * b / 255, rounded, for bytes.
int multiply_fraction(int a, int b) {
  const int product = a * b + 128;
  return (product + (product >> 8)) >> 8;
}

// Adobe stores ink inverted: 255 is none. Each ink takes its share of what black leaves.
std::vector<std::uint8_t> inverted_cmyk_to_rgb(const std::vector<std::uint8_t>& cmyk) {
  std::vector<std::uint8_t> rgb(cmyk.size() / 4 * 3);
  for (std::size_t i = 0, out = 0; i < cmyk.size(); i += 4) {
    const int light = cmyk[i + 3];
    for (std::size_t ink = 0; ink < 3; ++ink)
      rgb[out++] = static_cast<std::uint8_t>(light - multiply_fraction(255 - cmyk[i + ink], light));
  }
  return rgb;
}

}  // namespace

StoredImage decode_jpeg(std::span<const std::byte> file, const DecodeOptions& options) {
  Session session;
  if (!read_header(session, file)) throw_failure(session);
  jpeg_decompress_struct& decoder = session.decoder;
  check_size(decoder.image_width, decoder.image_height, options);
  const int components = decoder.num_components;
  if (components != 1 && components != 3 && components != 4) {
    throw ImageError(ImageErrorCode::kUnsupported,
                     "JPEG: " + std::to_string(components) +
                         " colour components are not supported; 1, 3 and 4 are");
  }
  decoder.out_color_space = components == 4 ? JCS_CMYK : JCS_RGB;
  decoder.scale_num = scale_of(decoder, options.enough_short_side);
  decoder.scale_denom = kWholeScale;
  jpeg_calc_output_dimensions(&decoder);

  StoredImage stored;
  stored.orientation = find_orientation(session);
  stored.image.width = static_cast<int>(decoder.output_width);
  stored.image.height = static_cast<int>(decoder.output_height);
  std::vector<std::uint8_t> pixels(std::size_t{decoder.output_width} * decoder.output_height *
                                   (components == 4 ? 4 : 3));
  if (!read_pixels(session, pixels.data())) throw_failure(session);
  check_complete(session);
  stored.image.rgb = components == 4 ? inverted_cmyk_to_rgb(pixels) : std::move(pixels);
  return stored;
}

}  // namespace resnext

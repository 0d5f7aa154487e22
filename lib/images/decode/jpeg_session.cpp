// SPDX-License-Identifier: Apache-2.0
#include "images/decode/jpeg_session.h"

#include <cstdint>
#include <string>
#include <string_view>

#include <jerror.h>

#include <fmt/format.h>

#include "images/decode/byte_view.h"
#include "images/decode/orientation.h"

namespace resnext {
namespace {

using namespace std::string_view_literals;

constexpr int kMaxScans = 500;  // no encoder needs more; a hostile file can ask for millions
constexpr int kExifMarker = JPEG_APP0 + 1;
constexpr std::array<JOCTET, 2> kEndOfImage = {0xFF, JPEG_EOI};

JpegSession& session_of(j_common_ptr decoder) {
  return *static_cast<JpegSession*>(decoder->client_data);
}

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
  JpegSession& session = session_of(decoder);
  session.failure = code_of(session.errors.msg_code, session.ran_out);
  session.errors.format_message(decoder, session.message.data());
  std::longjmp(session.escape, 1);
}

// Warnings that mean missing or wrong pixels. All others (bytes between segments, odd Adobe or
// JFIF markers, odd scan parameters) come from real cameras and leave the pixels as they should be.
void on_message(j_common_ptr decoder, int level) {
  if (level >= 0) return;
  JpegSession& session = session_of(decoder);
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

// Supplies an end-of-image marker at the end of the file: a photo that lacks nothing else is
// whole, and one that lacks pixels makes libjpeg warn.
boolean on_end_of_file(j_decompress_ptr decoder) {
  session_of(reinterpret_cast<j_common_ptr>(decoder)).ran_out = true;
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

// Called by libjpeg for every row, and while it reads scans.
void on_progress(j_common_ptr common) {
  JpegSession& session = session_of(common);
  if (session.gate != nullptr) session.gate->pass();
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

bool read_header(JpegSession& session, std::span<const std::byte> file) {
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

}  // namespace

void read_jpeg_header(JpegSession& session, std::span<const std::byte> file,
                      const PauseGate* gate) {
  session.gate = gate;
  if (!read_header(session, file)) throw_jpeg_failure(session);
}

void throw_jpeg_failure(const JpegSession& session) {
  throw ImageError(session.failure, std::string("JPEG: ") + session.message.data());
}

void check_jpeg_complete(const JpegSession& session) {
  auto* decoder = const_cast<jpeg_decompress_struct*>(&session.decoder);
  const bool several_scans = jpeg_has_multiple_scans(decoder) == TRUE;
  if (session.ran_out && (several_scans || session.decoder.arith_code == TRUE))
    throw ImageError(ImageErrorCode::kTruncated, "JPEG: the end-of-image marker is missing");
  for (int i = 0; several_scans && i < session.decoder.num_components; ++i) {
    if (!session.scanned.at(static_cast<std::size_t>(i))) {
      throw ImageError(ImageErrorCode::kCorrupt,
                       fmt::format("JPEG: there is no data for colour component {}", i + 1));
    }
  }
}

int jpeg_orientation(const JpegSession& session) {
  for (const jpeg_marker_struct* marker = session.decoder.marker_list; marker != nullptr;
       marker = marker->next) {
    const auto data = std::as_bytes(std::span(marker->data, marker->data_length));
    if (ByteView(data).matches(0, "Exif\0"sv)) return exif_orientation(data);
  }
  return 1;
}

}  // namespace resnext

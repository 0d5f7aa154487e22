// SPDX-License-Identifier: Apache-2.0
#include "images/decode/webp_container.h"

#include <cstring>
#include <memory>

#include <webp/demux.h>

#include "base/error.h"
#include "images/decode/opencv/codecs.h"

namespace resnext::opencv {
namespace {

constexpr std::size_t kChunkHeader = 8;  // name, size

std::span<const std::byte> as_span(const WebPData& data) {
  return {reinterpret_cast<const std::byte*>(data.bytes), data.size};
}

/// Returns what follows a leading ALPH chunk: a lossy frame's alpha precedes its bitstream.
std::span<const std::byte> without_alpha(std::span<const std::byte> frame) {
  if (frame.size() < kChunkHeader || std::memcmp(frame.data(), "ALPH", 4) != 0) {
    return frame;
  }
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size |= std::to_integer<std::size_t>(frame[4 + i]) << (8 * i);
  }
  const std::size_t end = kChunkHeader + size + size % 2;
  return end <= frame.size() ? frame.subspan(end) : std::span<const std::byte>();
}

/// Returns the data of the last EXIF chunk, or nothing.
std::span<const std::byte> exif_of(const WebPDemuxer* demuxer) {
  WebPChunkIterator chunk{};
  if (WebPDemuxGetChunk(demuxer, "EXIF", 0, &chunk) == 0) {
    return {};
  }
  const std::span<const std::byte> exif = as_span(chunk.chunk);
  WebPDemuxReleaseChunkIterator(&chunk);
  return exif;
}

}  // namespace

WebpContainer read_webp_container(std::span<const std::byte> file) {
  const WebPData data{reinterpret_cast<const std::uint8_t*>(file.data()), file.size()};
  WebPDemuxState state{};
  // A partial parse suffices: what follows the first image need not be complete.
  const std::unique_ptr<WebPDemuxer, decltype(&WebPDemuxDelete)> demuxer(
      WebPDemuxPartial(&data, &state), WebPDemuxDelete);
  if (state == WEBP_DEMUX_PARSE_ERROR) {
    throw ImageError(ImageErrorCode::kCorrupt, "WebP: the file's chunks contradict each other");
  }
  WebPIterator frame{};
  if (demuxer == nullptr || WebPDemuxGetFrame(demuxer.get(), 1, &frame) == 0) {
    throw ImageError(ImageErrorCode::kTruncated, "WebP: it has no image data");
  }
  WebpContainer container{
      .canvas_width = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_WIDTH)),
      .canvas_height = static_cast<int>(WebPDemuxGetI(demuxer.get(), WEBP_FF_CANVAS_HEIGHT)),
      .left = frame.x_offset,
      .top = frame.y_offset,
      .width = frame.width,
      .height = frame.height,
      .bitstream = without_alpha(as_span(frame.fragment)),
      .exif = exif_of(demuxer.get())};
  const bool complete = frame.complete != 0 && !container.bitstream.empty();
  WebPDemuxReleaseIterator(&frame);
  if (!complete) {
    throw ImageError(ImageErrorCode::kCorrupt, "WebP: the first frame has no image data");
  }
  return container;
}

std::string webp_version() {
  const int version = WebPGetDemuxVersion();  // 8 bits each
  return std::to_string(version >> 16) + "." + std::to_string(version >> 8 & 0xFF) + "." +
         std::to_string(version & 0xFF);
}

}  // namespace resnext::opencv

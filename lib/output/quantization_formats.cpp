// SPDX-License-Identifier: Apache-2.0
#include "output/quantization_formats.h"

#include "output/pages/quantization_page.h"
#include "output/summaries/quantization_report.h"

namespace resnext {
namespace {

constexpr QuantizationFormat kFormats[] = {
    {.name = "table", .extensions = "txt", .make = quantization_to_table},
    {.name = "json", .extensions = "json", .make = quantization_to_json},
    {.name = "html",
     .description = "one page, with all layers",
     .extensions = "html htm",
     .make = quantization_to_html},
};

}  // namespace

std::span<const QuantizationFormat> quantization_formats() { return kFormats; }

}  // namespace resnext

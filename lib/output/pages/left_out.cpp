// SPDX-License-Identifier: Apache-2.0
#include "output/pages/left_out.h"

#include <fmt/format.h>

#include "output/pages/html_text.h"

namespace resnext {
namespace {

constexpr std::size_t kUnfolded = 10;  // lines of a kind

const char* ending(int count) { return count == 1 ? "" : "s"; }

}  // namespace

void LeftOut::add(const std::string& path, const ImageFailure& failure) {
  const bool names_it = failure.message.starts_with(path + ": ");
  add(html_text(failure.code), html_text((names_it ? "" : path + ": ") + failure.message), 1);
}

void LeftOut::add(const std::string& kind, const std::string& line, int images) {
  Kind& of_kind = kinds_[kind];
  of_kind.images += images;
  of_kind.lines.push_back(line);
}

std::string LeftOut::summary() const {
  int images = 0;
  int number = 0;
  std::string html;
  for (const auto& [name, kind] : kinds_) {
    images += kind.images;
    html += fmt::format("{}<a href=\"#left-out-{}\">{} {}</a>", html.empty() ? "" : ", ", ++number,
                        kind.images, name);
  }
  return html.empty() ? ""
                      : fmt::format("<p class=\"failure\">{} image{} left out: {}</p>\n", images,
                                    ending(images), html);
}

std::string LeftOut::lists() const {
  int number = 0;
  std::string html;
  for (const auto& [name, kind] : kinds_) {
    // The id is inside the details, which browsers unfold for a link to what they hold.
    html += fmt::format(
        "<details{}><summary>{}: {} image{}</summary>\n<ul id=\"left-out-{}\" tabindex=\"-1\">\n",
        kind.lines.size() <= kUnfolded ? " open" : "", name, kind.images, ending(kind.images),
        ++number);
    for (const std::string& line : kind.lines) {
      html += "<li>" + line + "</li>\n";
    }
    html += "</ul></details>\n";
  }
  return html.empty()
             ? ""
             : "<h2>Images left out</h2>\n<div class=\"card left-out\">" + html + "</div>\n";
}

}  // namespace resnext

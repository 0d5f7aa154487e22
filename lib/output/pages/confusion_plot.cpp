// SPDX-License-Identifier: Apache-2.0
#include "output/pages/confusion_plot.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "output/pages/html_text.h"
#include "output/pages/svg_shapes.h"

namespace resnext {
namespace {

constexpr std::size_t kMostNamed = 40;
constexpr std::size_t kMostCounted = 16;
constexpr std::size_t kMostHovered = 20000;  // squares; each text takes 100 bytes or so
constexpr int kShades = 6;
constexpr double kAxisName = 20;     // room for an axis's name, in units of the page
constexpr double kLetters = 12;      // size of its letters
constexpr double kShownWidth = 720;  // of a large matrix on a wide screen

/// The classes that the matrix shows.
struct Matrix {
  std::vector<int> classes;
  std::map<int, std::size_t> place;  ///< of a class in `classes`
  std::map<int, int> images;         ///< of a class
};

Matrix matrix_of(std::span<const Confusion> confusions) {
  Matrix matrix;
  for (const Confusion& confusion : confusions) {
    matrix.classes.push_back(confusion.truth);
    matrix.classes.push_back(confusion.predicted);
    matrix.images[confusion.truth] += confusion.images;
  }
  std::sort(matrix.classes.begin(), matrix.classes.end());
  matrix.classes.erase(std::unique(matrix.classes.begin(), matrix.classes.end()),
                       matrix.classes.end());
  for (std::size_t i = 0; i < matrix.classes.size(); ++i) {
    matrix.place[matrix.classes[i]] = i;
  }
  return matrix;
}

/// Returns what is shown while the pointer is on a square.
std::string hover_text(const Confusion& confusion, std::span<const Label> labels) {
  const auto name = [&labels](int index) {
    return html_text(labels[static_cast<std::size_t>(index)].name);
  };
  return fmt::format("<title>true: {}\npredicted: {}\n{} image{}</title>", name(confusion.truth),
                     name(confusion.predicted), confusion.images, confusion.images == 1 ? "" : "s");
}

/// Returns a group for each shade: a path for each square, with a text, or where there are very
/// many a single path.
std::string squares(std::span<const Confusion> confusions, const Matrix& matrix,
                    std::span<const Label> labels) {
  const bool hovered = confusions.size() <= kMostHovered;
  std::array<std::string, kShades> groups;
  for (const Confusion& confusion : confusions) {
    const double share = Proportion{confusion.images, matrix.images.at(confusion.truth)}.value();
    // The root, so that one image in fifty and five in fifty can be told apart.
    const int shade =
        std::clamp(static_cast<int>(std::ceil(std::sqrt(share) * kShades)) - 1, 0, kShades - 1);
    const std::string square = fmt::format("M{} {}h1v1h-1z", matrix.place.at(confusion.predicted),
                                           matrix.place.at(confusion.truth));
    groups.at(static_cast<std::size_t>(shade)) +=
        hovered ? "<path d=\"" + square + "\">" + hover_text(confusion, labels) + "</path>\n"
                : square;
  }
  std::string svg;
  for (int shade = 0; shade < kShades; ++shade) {
    const std::string& group = groups.at(static_cast<std::size_t>(shade));
    svg += fmt::format("<g class=\"cell\" fill-opacity=\"{:.2f}\">\n", (shade + 1.0) / kShades) +
           (hovered ? group : "<path d=\"" + group + "\"/>\n") + "</g>\n";
  }
  return svg;
}

constexpr std::size_t kMostLetters = 24;  // of a name beside the matrix
constexpr double kLetterWidth = 6.2;

bool begins_letter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

std::size_t letters_of(const std::string& name) {
  return static_cast<std::size_t>(std::count_if(name.begin(), name.end(), begins_letter));
}

/// Keeps UTF-8 characters whole.
std::string shortened(const std::string& name) {
  if (letters_of(name) <= kMostLetters) {
    return name;
  }
  std::size_t letters = 0;
  const auto end = std::find_if(name.begin(), name.end(), [&letters](char byte) {
    return begins_letter(byte) && ++letters == kMostLetters;
  });
  return std::string(name.begin(), end) + "\u2026";
}

/// Returns the room that the longest name needs.
double names_width(const Matrix& matrix, std::span<const Label> labels) {
  std::size_t most = 3;
  for (const int index : matrix.classes) {
    most = std::max(most, letters_of(labels[static_cast<std::size_t>(index)].name));
  }
  return 10 + kLetterWidth * static_cast<double>(std::min(most, kMostLetters));
}

std::string class_names(const Matrix& matrix, std::span<const Label> labels, double cell) {
  std::string svg;
  for (std::size_t i = 0; i < matrix.classes.size(); ++i) {
    const double at = (static_cast<double>(i) + 0.5) * cell + 4;
    const std::string name =
        html_text(shortened(labels[static_cast<std::size_t>(matrix.classes[i])].name));
    svg += svg_text(-6, at, "end", name) +
           fmt::format("<text transform=\"translate({:.1f} -6) rotate(-60)\">{}</text>\n", at - 2,
                       name);
  }
  return svg;
}

/// Returns what the rows and the columns are. `names`: the room for the classes' names; `unit`: the
/// plot's units in one of the page.
std::string axis_names(double names, double side, double unit) {
  const double out = -names - 6 * unit;
  return fmt::format(
             "<text class=\"axis\" font-size=\"{0:.0f}\" text-anchor=\"middle\" "
             "transform=\"translate({1:.1f} {2:.1f}) rotate(-90)\">true class</text>\n",
             kLetters * unit, out, side / 2) +
         fmt::format(
             "<text class=\"axis\" font-size=\"{0:.0f}\" text-anchor=\"middle\" x=\"{1:.1f}\" "
             "y=\"{2:.1f}\">predicted class</text>\n",
             kLetters * unit, side / 2, out);
}

std::string counts(std::span<const Confusion> confusions, const Matrix& matrix, double cell) {
  std::string svg;
  for (const Confusion& confusion : confusions) {
    const bool dark = 9 * confusion.images > 4 * matrix.images.at(confusion.truth);  // two shades
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\"{}>{}</text>\n",
                       (static_cast<double>(matrix.place.at(confusion.predicted)) + 0.5) * cell,
                       (static_cast<double>(matrix.place.at(confusion.truth)) + 0.5) * cell + 4,
                       dark ? " class=\"on-dark\"" : "", confusion.images);
  }
  return svg;
}

}  // namespace

std::string confusion_plot(std::span<const Confusion> confusions, std::span<const Label> labels) {
  const Matrix matrix = matrix_of(confusions);
  const std::size_t count = matrix.classes.size();
  const bool named = count <= kMostNamed;
  const double cell = named ? std::clamp(640.0 / static_cast<double>(count), 16.0, 40.0) : 3;
  const double side = cell * static_cast<double>(count);
  const double names = named ? names_width(matrix, labels) : 2;
  const double unit = named ? 1 : side / kShownWidth;
  const double margin = names + kAxisName * unit;
  const double width = side + margin + names / 2;
  std::string svg =
      fmt::format(
          "<svg class=\"matrix\" width=\"{:.0f}\" viewBox=\"{:.0f} {:.0f} {:.0f} {:.0f}\" "
          "role=\"img\" ",
          width / unit, -margin, -margin, width, side + margin + 2) +
      "aria-label=\"Confusion matrix: true classes in rows, predicted classes in columns\">\n" +
      axis_names(names, side, unit) +
      fmt::format("<rect class=\"frame\" width=\"{:.1f}\" height=\"{:.1f}\"/>\n", side, side) +
      fmt::format("<g transform=\"scale({:.3f})\">\n", cell) + squares(confusions, matrix, labels) +
      "</g>\n";
  if (named) {
    svg += class_names(matrix, labels, cell);
  }
  if (count <= kMostCounted) {
    svg += counts(confusions, matrix, cell);
  }
  return svg + "</svg>\n";
}

}  // namespace resnext

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/tile_sizes.h"

/// Private to lib/kernels: the convolution around the tiles. `Tiles` has the eight tile registers:
/// on construction it takes them, and zero<C>(), load<R>(from), store<C>(to) and multiply<C, A,
/// B>() work on them; rows are 64 bytes apart. Compiled once for AMX and once in plain C++; nothing
/// inline of the standard library is called (winograd_lanes.h).
namespace resnext {
namespace {

constexpr int kStepsHeld = 2;  ///< steps whose split weights are held at once, in the first cache
constexpr int kCachedTiles = 416;  ///< split input tiles of a chunk, 3 KB each, in the second cache
constexpr int kFewTiles = 14;      ///< below which splitting the weights again would show

constexpr int smaller(int a, int b) { return a < b ? a : b; }
constexpr int larger(int a, int b) { return a > b ? a : b; }
constexpr int parts_of(int value, int part) { return (value + part - 1) / part; }

/// How the threads share a 1x1 convolution: in a grid of output positions x output channels.
/// Each thread works through its positions in chunks, so that the split input stays in its cache.
struct GridShares {
  GridShares(const TileConvolution& shape, int threads) {
    const TileSizes sizes(shape);
    all_tiles = parts_of(shape.batch * shape.out_size * shape.out_size, kTileRows);
    std::int64_t best = 0;
    for (int rows = 1; rows <= threads; ++rows) {
      if (threads % rows != 0) {
        continue;
      }
      const int tiles = parts_of(all_tiles, rows);
      const int blocks = parts_of(sizes.blocks, threads / rows);
      const int chunks = parts_of(tiles, chunk_of(tiles, sizes.steps));
      // Cycles, measured: splitting a tile of the input, splitting a block's weights, products.
      const std::int64_t cost =
          sizes.steps * (std::int64_t{200} * tiles + std::int64_t{600} * chunks * blocks +
                         std::int64_t{400} * kUnitsInBlock * blocks * parts_of(tiles, 2));
      if (best == 0 || cost < best) {
        best = cost;
        row_parts = rows;
        column_parts = threads / rows;
        const int chunk = chunk_of(tiles, sizes.steps);
        chunk_tiles = parts_of(tiles, parts_of(tiles, chunk));
        chunk_steps = kCachedTiles / chunk_tiles / kStepsHeld * kStepsHeld;
        chunk_steps = smaller(sizes.steps, larger(chunk_steps, kStepsHeld));
        chunk_blocks = chunk_steps < sizes.steps ? blocks : 1;
      }
    }
  }

  int all_tiles = 0;
  int row_parts = 1;
  int column_parts = 1;
  int chunk_tiles = 1;
  int chunk_steps = 1;
  int chunk_blocks = 1;  ///< whose sums wait for the chunk's other steps

 private:
  static int chunk_of(int tiles, int steps) {
    return smaller(tiles, larger(kCachedTiles / steps, kFewTiles));
  }
};

/// How a 3x3 convolution's images lie in rows of tiles: with a border of zeros, line after line, so
/// that a tap is a shift of the rows. With a stride there is a plane for each remainder of the
/// coordinates ("phase"). What comes out beside the image is left out.
struct PaddedImages {
  explicit PaddedImages(const TileConvolution& shape)
      : stride(shape.stride),
        width(shape.out_size + 2 / stride),
        tiles(parts_of(shape.out_size * width, kTileRows)),
        phase_rows(tiles * kTileRows + (2 / stride) * (width + 1)),
        rows(stride * stride * phase_rows),
        at_once(larger(1, smaller(shape.batch, kCachedTiles / (parts_of(rows, kTileRows) *
                                                               TileSizes(shape).depth)))) {}

  /// Rows from an output position to what a tap multiplies.
  int shift(int tap) const {
    const int y = tap / 3;
    const int x = tap % 3;
    return (y % stride * stride + x % stride) * phase_rows + y / stride * width + x / stride;
  }

  int stride;
  int width;       ///< of a line of a phase
  int tiles;       ///< of one image
  int phase_rows;  ///< of one image
  int rows;        ///< of one image
  int at_once;     ///< images of a chunk
};

template <class Tiles>
class TileDriver {
 public:
  static std::size_t scratch_bytes(const TileConvolution& shape, int threads) {
    return static_cast<std::size_t>(TileDriver(shape, threads).scratch_size());
  }

  static void run(const TileConvolution& shape, const float* source, const float* weights,
                  const float* bias, float* destination, std::byte* scratch, int thread,
                  int threads) {
    TileDriver driver(shape, threads);
    driver.source_ = source;
    driver.weights_ = weights;
    driver.bias_ = bias;
    driver.destination_ = destination;
    driver.place(scratch);
    [[maybe_unused]] const Tiles registers;
    shape.kernel == 1 ? driver.run_positions(thread) : driver.run_groups(thread, threads);
  }

 private:
  typedef float Floats __attribute__((vector_size(kTileRows * sizeof(float))));
  typedef std::uint32_t Bits __attribute__((vector_size(kTileRows * sizeof(float))));
  static constexpr std::ptrdiff_t kLanes = kTileRows;
  static constexpr std::ptrdiff_t kTileFloats = kTileBytes / 4;

  TileDriver(const TileConvolution& shape, int threads)
      : shape_(shape),
        sizes_(shape),
        grid_(shape, threads),
        images_(shape),
        in_pitch_(std::ptrdiff_t{shape.groups} * shape.in_channels),
        out_pitch_(std::ptrdiff_t{shape.groups} * shape.out_channels),
        plane_rows_(shape.kernel == 1 ? grid_.chunk_tiles * kTileRows
                                      : images_.rows * images_.at_once),
        chunk_tiles_(shape.kernel == 1 ? grid_.chunk_tiles : images_.tiles * images_.at_once),
        chunk_depth_(shape.kernel == 1 ? grid_.chunk_steps : sizes_.depth),
        chunk_blocks_(shape.kernel == 1 ? grid_.chunk_blocks : 1) {}

  std::ptrdiff_t inputs_size() const {
    return std::ptrdiff_t{chunk_depth_} * kParts * plane_rows_ * kRowBytes;
  }
  static constexpr std::ptrdiff_t kFiltersSize =
      std::ptrdiff_t{kStepsHeld} * kUnitsInBlock * 2 * kParts * kTileBytes;
  std::ptrdiff_t block_sums() const {
    return std::ptrdiff_t{chunk_tiles_} * smaller(kUnitsInBlock, sizes_.units) * 2 * kTileFloats;
  }
  std::ptrdiff_t scratch_size() const {
    return inputs_size() + 2 * kFiltersSize +
           chunk_blocks_ * block_sums() * std::ptrdiff_t{sizeof(float)};
  }

  void place(std::byte* scratch) {
    filters_[0] = scratch;
    filters_[1] = scratch + kFiltersSize;
    inputs_ = filters_[1] + kFiltersSize;
    sums_ = reinterpret_cast<float*>(inputs_ + inputs_size());
  }

  static Floats load(const float* from) {
    Floats value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  template <class Vector>
  static void store(void* to, Vector value) {
    std::memcpy(to, &value, sizeof value);
  }

  /// Writes the three parts of 2 x 16 numbers, `part_step` bytes apart, with `high` in the odd
  /// places. A part is the upper half of the rest's f32, so that the next rest is exact.
  static void split(Floats low, Floats high, std::byte* to, std::ptrdiff_t part_step) {
    for (int part = 0; part < kParts; ++part) {
      const Bits low_upper = reinterpret_cast<Bits>(low) & 0xFFFF0000U;
      const Bits high_upper = reinterpret_cast<Bits>(high) & 0xFFFF0000U;
      store(to + part * part_step, low_upper >> 16 | high_upper);
      low -= reinterpret_cast<Floats>(low_upper);
      high -= reinterpret_cast<Floats>(high_upper);
    }
  }

  std::byte* input_row(int depth, std::ptrdiff_t row) const {
    return inputs_ + (std::ptrdiff_t{depth} * kParts * plane_rows_ + row) * kRowBytes;
  }

  /// Splits the channels of one position from `channel` on into `depth` steps of a row of inputs_.
  /// A nullptr gives zeros.
  void split_position(const float* from, int channel, int depth, std::ptrdiff_t row) const {
    for (int k = 0; k < depth; ++k) {
      const int first = channel + k * kStepDepth;
      const bool whole = first + kStepDepth <= sizes_.in_channels;
      const Floats low = from ? load(from + first) : Floats{};
      const Floats high = from && whole ? load(from + first + kLanes) : Floats{};
      split(low, high, input_row(k, row), plane_rows_ * kRowBytes);
    }
  }

  void run_positions(int thread) {
    const int row_part = thread % grid_.row_parts;
    const int column_part = thread / grid_.row_parts;
    const int first = share(grid_.all_tiles, row_part, grid_.row_parts);
    const int last = share(grid_.all_tiles, row_part + 1, grid_.row_parts);
    const int first_block = share(sizes_.blocks, column_part, grid_.column_parts);
    const int last_block = share(sizes_.blocks, column_part + 1, grid_.column_parts);
    for (int tile = first; tile < last; tile += grid_.chunk_tiles) {
      const int tiles = smaller(grid_.chunk_tiles, last - tile);
      for (int step = 0; step < sizes_.steps; step += grid_.chunk_steps) {
        const int steps = smaller(grid_.chunk_steps, sizes_.steps - step);
        split_positions(tile, tiles, step, steps);
        for (int block = first_block; block < last_block; ++block) {
          const int waiting = grid_.chunk_blocks > 1 ? block - first_block : 0;
          float* sums = sums_ + waiting * block_sums();
          const Weights following =
              block + 1 < last_block ? weights_at(0, block + 1, step, step + steps)
              : step + steps < sizes_.steps
                  ? weights_at(0, first_block, step + steps,
                               smaller(step + steps + grid_.chunk_steps, sizes_.steps))
              : tile + tiles < last ? weights_at(0, first_block, 0, grid_.chunk_steps)
                                    : Weights{};
          multiply(0, block, step, step + steps, tiles, following, sums);
          if (step + steps == sizes_.steps) {
            finish_positions(tile, tiles, block, sums);
          }
        }
      }
    }
  }

  static int share(int count, int part, int parts) {
    return static_cast<int>(std::int64_t{count} * part / parts);
  }

  void split_positions(int tile, int tiles, int step, int steps) const {
    const int size = shape_.out_size;
    const int positions = shape_.batch * size * size;
    for (int row = 0; row < tiles * kTileRows; ++row) {
      const int position = tile * kTileRows + row;
      const float* from = nullptr;
      if (position < positions) {
        const int image = position / (size * size);
        const int y = position / size % size * shape_.stride;
        const int x = position % size * shape_.stride;
        const int in_size = shape_.in_size;
        from = source_ + ((std::ptrdiff_t{image} * in_size + y) * in_size + x) * in_pitch_;
      }
      split_position(from, step * kStepDepth, steps, row);
    }
  }

  void finish_positions(int tile, int tiles, int block, const float* sums) const {
    const int positions = shape_.batch * shape_.out_size * shape_.out_size;
    for (int row = 0; row < tiles * kTileRows; ++row) {
      const int position = tile * kTileRows + row;
      if (position < positions) {
        finish(sums, row, block, 0, position);
      }
    }
  }

  void run_groups(int thread, int threads) {
    const int items = sizes_.groups * shape_.batch;
    const int last = share(items, thread + 1, threads);
    for (int item = share(items, thread, threads); item < last;) {
      const int group = item / shape_.batch;
      const int image = item % shape_.batch;
      const int images = smaller(smaller(images_.at_once, shape_.batch - image), last - item);
      split_images(group, image, images);
      for (int block = 0; block < sizes_.blocks; ++block) {
        const Weights following =
            block + 1 < sizes_.blocks ? weights_at(group, block + 1, 0, sizes_.steps)
            : item + images < last ? weights_at((item + images) / shape_.batch, 0, 0, sizes_.steps)
                                   : Weights{};
        multiply(group, block, 0, sizes_.steps, images * images_.tiles, following, sums_);
        finish_images(group, image, images, block);
      }
      item += images;
    }
  }

  void split_images(int group, int image, int images) const {
    for (int i = 0; i < images; ++i) {
      const float* plane = source_ +
                           std::ptrdiff_t{image + i} * shape_.in_size * shape_.in_size * in_pitch_ +
                           std::ptrdiff_t{group} * sizes_.in_channels;
      for (int phase = 0; phase < shape_.stride * shape_.stride; ++phase) {
        split_phase(plane, phase, i * images_.rows + phase * images_.phase_rows);
      }
    }
  }

  void split_phase(const float* plane, int phase, int first_row) const {
    const int size = shape_.in_size;
    int y = phase / shape_.stride - 1;
    int x = phase % shape_.stride - 1;
    for (int row = 0, column = 0; row < images_.phase_rows; ++row) {
      const bool inside = y >= 0 && y < size && x >= 0 && x < size;
      const float* from = plane + (std::ptrdiff_t{y} * size + x) * in_pitch_;
      split_position(inside ? from : nullptr, 0, sizes_.depth, first_row + row);
      x += shape_.stride;
      if (++column == images_.width) {
        column = 0;
        x = phase % shape_.stride - 1;
        y += shape_.stride;
      }
    }
  }

  void finish_images(int group, int image, int images, int block) const {
    const int size = shape_.out_size;
    for (int i = 0; i < images; ++i) {
      for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
          finish(sums_, i * images_.tiles * kTileRows + y * images_.width + x, block, group,
                 (std::ptrdiff_t{image + i} * size + y) * size + x);
        }
      }
    }
  }

  /// Adds bias and residual to one position's sums of a block of output channels.
  void finish(const float* sums, int row, int block, int group, std::ptrdiff_t position) const {
    const int units = block_units(block);
    const int first = block * kUnitsInBlock * kUnit;
    const int channels = smaller(units * kUnit, sizes_.out_channels - first);
    const std::ptrdiff_t channel = std::ptrdiff_t{group} * sizes_.out_channels + first;
    const float* from =
        sums + std::ptrdiff_t{row / kTileRows} * units * 2 * kTileFloats + row % kTileRows * kLanes;
    const float* bias = bias_ + channel;
    float* to = destination_ + position * out_pitch_ + channel;
    for (std::ptrdiff_t lane = 0; lane < channels; lane += kLanes) {
      Floats value = load(from + lane / kLanes * kTileFloats) + load(bias + lane);
      if (shape_.residual) {
        value += load(to + lane);
      }
      if (shape_.relu) {
        value = value > 0 ? value : Floats{};
      }
      store(to + lane, value);
    }
  }

  int block_units(int block) const {
    return smaller(kUnitsInBlock, sizes_.units - block * kUnitsInBlock);
  }

  /// Where the row of a chunk's tile lies in inputs_.
  std::ptrdiff_t first_row(int tile) const {
    return shape_.kernel == 1
               ? tile * kTileRows
               : tile / images_.tiles * images_.rows + tile % images_.tiles * kTileRows;
  }

  /// Bytes from a tile's first row to what it multiplies in a step of the chunk.
  std::ptrdiff_t step_offset(int step) const {
    const int tap = step / chunk_depth_;
    const std::ptrdiff_t depth = step % chunk_depth_;
    return (depth * kParts * plane_rows_ + (shape_.kernel == 1 ? 0 : images_.shift(tap))) *
           kRowBytes;
  }

  /// Packed weights of some steps and units.
  struct Weights {
    const float* from = nullptr;
    int steps = 0;
    int units = 0;
    int rows() const { return steps * units * 2 * kTileRows; }
  };

  /// The weights of steps `step` and after, up to `last`, of a block.
  Weights weights_at(int group, int block, int step, int last) const {
    const int units = block_units(block);
    return {
        weights_ + group * sizes_.group_floats +
            (std::ptrdiff_t{block} * kUnitsInBlock * sizes_.steps + std::ptrdiff_t{step} * units) *
                kUnitFloats,
        smaller(kStepsHeld, last - step), units};
  }

  /// sums[tile][unit][half][16][16] (+)= inputs x weights, for steps `first` to `last`. Meanwhile
  /// `following`, what comes next, is split.
  void multiply(int group, int block, int first, int last, int tiles, const Weights& following,
                float* sums) {
    for (int step = first; step < last; step += kStepsHeld) {
      const Weights now = weights_at(group, block, step, last);
      const bool more = step + kStepsHeld < last;
      const Weights next = more ? weights_at(group, block, step + kStepsHeld, last) : following;
      if (held_ != now.from) {
        Splitter(now, filters_[side_]).finish();
      }
      Product product{{},
                      now.steps,
                      step == 0,
                      plane_rows_ * kRowBytes,
                      std::ptrdiff_t{now.units} * 2 * kParts * kTileBytes,
                      0,
                      Splitter(next, filters_[1 - side_])};
      product.quads =
          parts_of(next.rows() / Splitter::kQuad, (tiles / 2 * now.units + tiles % 2) * now.steps);
      for (int i = 0; i < now.steps; ++i) {
        product.offsets[i] = step_offset(step - first + i);
      }
      int tile = 0;
      for (; tile + 1 < tiles; tile += 2) {
        for (int unit = 0; unit < now.units; ++unit) {
          float* to = sums_of(sums, tile, unit, now.units);
          product.run_pair(input_tile(tile), input_tile(tile + 1), filters_of(unit), to,
                           to + std::ptrdiff_t{now.units} * 2 * kTileFloats);
        }
      }
      if (tile < tiles) {
        float* to = sums_of(sums, tile, 0, now.units);
        now.units == 2 ? product.template run_last<2>(input_tile(tile), filters_of(0), to)
                       : product.template run_last<1>(input_tile(tile), filters_of(0), to);
      }
      product.splitter.finish();
      held_ = next.from;
      side_ = 1 - side_;
    }
  }

  /// Splits weights into [step][unit][half][part][16 rows][32], a few rows at a time.
  class Splitter {
   public:
    static constexpr int kQuad = 4;  ///< rows at a time

    Splitter(const Weights& weights, std::byte* to)
        : from_(weights.from), to_(to), left_(weights.rows() / kQuad) {}

    /// One step further; nothing if all is done.
    void advance() {
      if (left_ == 0) {
        return;
      }
      for (int row = 0; row < kQuad; ++row) {
        __builtin_prefetch(from_ + kAhead, 0, 2);
        __builtin_prefetch(from_ + kAhead + kLanes, 0, 2);
        split(load(from_), load(from_ + kLanes), to_, kTileBytes);
        from_ += 2 * kLanes;
        to_ += kRowBytes;
      }
      --left_;
      if (left_ % (kTileRows / kQuad) == 0) {
        to_ += (kParts - 1) * kTileBytes;
      }
    }

    void finish() {
      while (left_ > 0) {
        advance();
      }
    }

   private:
    static constexpr std::ptrdiff_t kAhead =
        std::ptrdiff_t{kStepsHeld} * kUnitsInBlock * kUnitFloats;

    const float* from_;
    std::byte* to_;
    int left_;  ///< quads
  };

  static float* sums_of(float* sums, int tile, int unit, int units) {
    return sums + (std::ptrdiff_t{tile} * units + unit) * 2 * kTileFloats;
  }
  const std::byte* input_tile(int tile) const { return inputs_ + first_row(tile) * kRowBytes; }
  const std::byte* filters_of(int unit) const {
    return filters_[side_] + unit * Product::kUnitBytes;
  }

  /// A few tiles of positions by output channels, over some steps. Between the products, which take
  /// the processor long, the next weights are split. Sums are in registers 0 to 3.
  struct Product {
    static constexpr std::ptrdiff_t kUnitBytes = std::ptrdiff_t{2} * kParts * kTileBytes;

    std::ptrdiff_t offsets[kStepsHeld];
    int steps;
    bool fresh;                  ///< the sums begin here
    std::ptrdiff_t part_step;    ///< from part to part of the inputs
    std::ptrdiff_t filter_step;  ///< from step to step of the weights
    int quads;                   ///< rows to split in each step, in fours
    Splitter splitter;

    /// Two tiles of positions, in registers 4 and 5, by one unit of output channels, in 6 and 7.
    void run_pair(const std::byte* upper, const std::byte* lower, const std::byte* filters,
                  float* to, float* below) {
      begin<4>(to, below);
      for (int step = 0; step < steps; ++step) {
        const std::byte* a = upper + offsets[step];
        const std::byte* b = lower + offsets[step];
        const std::byte* w = filters + step * filter_step;
        load_pair(a, b, 2);
        load_weights(w, 0);
        multiply_pair(1);
        load_pair(a, b, 1);
        multiply_pair(2);
        load_weights(w, 1);
        multiply_pair(3);
        load_pair(a, b, 0);
        multiply_pair(4);
        load_weights(w, 2);
        multiply_pair(5);
        load_weights(w, 0);
        multiply_pair(6);
        split_rest();
      }
      end<4>(to, below);
    }

    /// The last tile of positions, in register 4, by one or two units of output channels, in 5
    /// to 7.
    template <int kUnits>
    void run_last(const std::byte* inputs, const std::byte* filters, float* to) {
      float* unit = to + 2 * kTileFloats;
      begin<2 * kUnits>(to, unit);
      for (int step = 0; step < steps; ++step) {
        const std::byte* a = inputs + offsets[step];
        const std::byte* w = filters + step * filter_step;
        Tiles::template load<4>(a + 2 * part_step);
        multiply_last<kUnits>(w, 0, 1);
        Tiles::template load<4>(a + part_step);
        multiply_last<kUnits>(w, 0, 2);
        multiply_last<kUnits>(w, 1, 3);
        Tiles::template load<4>(a);
        multiply_last<kUnits>(w, 1, 4);
        multiply_last<kUnits>(w, 2, 5);
        multiply_last<kUnits>(w, 0, 6);
        split_rest();
      }
      end<2 * kUnits>(to, unit);
    }

   private:
    template <int kSums>
    void begin(const float* first, const float* second) const {
      if (fresh) {
        Tiles::template zero<0>();
        Tiles::template zero<1>();
        Tiles::template zero<2>();
        Tiles::template zero<3>();
        return;
      }
      Tiles::template load<0>(first);
      Tiles::template load<1>(first + kTileFloats);
      if (kSums == 4) {
        Tiles::template load<2>(second);
        Tiles::template load<3>(second + kTileFloats);
      }
    }

    template <int kSums>
    static void end(float* first, float* second) {
      Tiles::template store<0>(first);
      Tiles::template store<1>(first + kTileFloats);
      if (kSums == 4) {
        Tiles::template store<2>(second);
        Tiles::template store<3>(second + kTileFloats);
      }
    }

    void load_pair(const std::byte* upper, const std::byte* lower, int part) const {
      Tiles::template load<4>(upper + part * part_step);
      Tiles::template load<5>(lower + part * part_step);
    }

    static void load_weights(const std::byte* filters, int part) {
      Tiles::template load<6>(filters + part * kTileBytes);
      Tiles::template load<7>(filters + (kParts + part) * kTileBytes);
    }

    /// The `turn`th of a step's six products of parts.
    void multiply_pair(int turn) {
      Tiles::template multiply<0, 4, 6>();
      Tiles::template multiply<1, 4, 7>();
      Tiles::template multiply<2, 5, 6>();
      Tiles::template multiply<3, 5, 7>();
      split_in(turn);
    }

    template <int kUnits>
    void multiply_last(const std::byte* filters, int part, int turn) {
      const std::byte* from = filters + part * kTileBytes;
      Tiles::template load<5>(from);
      Tiles::template load<6>(from + kParts * kTileBytes);
      Tiles::template multiply<0, 4, 5>();
      Tiles::template multiply<1, 4, 6>();
      if (kUnits == 2) {
        Tiles::template load<7>(from + kUnitBytes);
        Tiles::template load<5>(from + kUnitBytes + kParts * kTileBytes);
        Tiles::template multiply<2, 4, 7>();
        Tiles::template multiply<3, 4, 5>();
      }
      split_in(turn);
    }

    void split_in(int turn) {
      if (turn <= quads) {
        splitter.advance();
      }
    }
    void split_rest() {
      for (int quad = kTurns; quad < quads; ++quad) {
        splitter.advance();
      }
    }
    static constexpr int kTurns = 6;
  };

  TileConvolution shape_;
  TileSizes sizes_;
  GridShares grid_;
  PaddedImages images_;
  std::ptrdiff_t in_pitch_;  ///< floats from position to position
  std::ptrdiff_t out_pitch_;
  int plane_rows_;  ///< rows of a chunk's split inputs
  int chunk_tiles_;
  int chunk_depth_;
  int chunk_blocks_;
  const float* source_ = nullptr;
  const float* weights_ = nullptr;
  const float* bias_ = nullptr;
  float* destination_ = nullptr;
  std::byte* filters_[2] = {};   ///< those in use and those that come next
  int side_ = 0;                 ///< which are in use
  const float* held_ = nullptr;  ///< whose parts they are
  std::byte* inputs_ = nullptr;  ///< [depth][part][row][32]
  float* sums_ = nullptr;        ///< [block][tile][unit][half][16][16]
};

}  // namespace
}  // namespace resnext

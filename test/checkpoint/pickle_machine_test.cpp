// SPDX-License-Identifier: Apache-2.0
#include "checkpoint/pickle_machine.h"

#include <catch2/catch.hpp>

#include "base/error.h"
#include "base/text/quote.h"
#include "support/pickle_builder.h"

namespace resnext {
namespace {

using Catch::Matchers::Contains;

/// Runs one pickle; the objects live in `heap`, their texts in `pickle`.
PickleValue unpickle(const std::string& pickle, PickleHeap& heap) {
  ByteReader in(as_bytes(pickle), "the pickle");
  return PickleMachine(in, heap).run();
}

void run(const std::string& pickle) {
  PickleHeap heap;
  unpickle(pickle, heap);
}

std::string description(const std::string& pickle) {
  PickleHeap heap;
  return describe(unpickle(pickle, heap));
}

TEST_CASE("plain values are read", "[checkpoint]") {
  CHECK(description("N.") == "None");
  CHECK(description("\x88.") == "True");
  CHECK(description("\x89.") == "False");
  CHECK(description("K\xff.") == "255");
  CHECK(description("M\xff\xff.") == "65535");
  CHECK(description("J\xfe\xff\xff\xff.") == "-2");
  CHECK(description(std::string("\x8a\x00.", 3)) == "0");
  CHECK(description("\x8a\x01\xff.") == "-1");
  CHECK(description(std::string("\x8a\x02\xff\x00.", 5)) == "255");
  CHECK(description(std::string("\x8b\x01\x00\x00\x00\x7f.", 7)) == "127");
  CHECK(description("\x8a\x09zzzzzzzzz.") == "a very large integer");
  CHECK(description(std::string("G\xbf\xf8\x00\x00\x00\x00\x00\x00.", 10)) == "-1.500000");
  CHECK(description("\x80\x02" + PickleBuilder().text("a name").stop()) == "the text 'a name'");
  CHECK(description("U\x02hi.") == "the text 'hi'");
  CHECK(description("\x8c\x02hi.") == "the text 'hi'");
  CHECK(description("C\x02hi.") == "bytes");
  CHECK(description(").") == "a tuple of 0");
  CHECK(description("NNN\x87.") == "a tuple of 3");
  CHECK(description("](NNe.") == "a list of 2");
  CHECK(description("]Na.") == "a list of 1");
  CHECK(description("}.") == "a dict");
}

TEST_CASE("protocol 4 is read: frames, memoized values, globals from the stack", "[checkpoint]") {
  const std::string frame = "\x95" + little_endian(std::uint64_t{5});
  const std::string pickle = "\x80\x04" + frame +
                             "\x8c\x0b"
                             "collections\x94\x8c\x0bOrderedDict\x94\x93\x94)R\x94.";
  CHECK(description(pickle) == "a dict");
  PickleHeap heap;
  const PickleValue value = unpickle("\x80\x04]\x94h" + std::string(1, '\0') + "a.", heap);
  CHECK(std::get<PickleList*>(value)->items.size() == 1);
}

TEST_CASE("an OrderedDict that Python 2 wrote has its items", "[checkpoint]") {
  PickleBuilder pickle;
  pickle.global("collections", "OrderedDict").empty_list();
  pickle.empty_list().mark().text("a").integer(1).appends().append();
  pickle.empty_list().mark().text("b").integer(2).appends().append().raw("\x85").reduce();
  pickle.raw(".");
  const std::string bytes = pickle.bytes();  // texts point into it
  PickleHeap heap;
  const PickleValue value = unpickle(bytes, heap);
  const PickleDict& dict = *std::get<PickleDict*>(value);
  REQUIRE(dict.items.size() == 2);
  CHECK(std::get<std::string_view>(dict.items[1].first) == "b");
  CHECK(std::get<std::int64_t>(dict.items[1].second) == 2);
}

TEST_CASE("globals outside the list are refused by name", "[checkpoint]") {
  const auto [module, name] = GENERATE(table<std::string, std::string>({
      {"os", "system"},
      {"posix", "system"},
      {"builtins", "eval"},
      {"torch", "load"},
      {"torch.storage", "_load_from_bytes"},
      {"torch._utils", "_rebuild_tensor"},
      {"collections", "OrderedDict.fromkeys"},
      {"torch.nn.modules.conv", "Conv2d"},
      {"argparse", "Namespace"},
  }));
  std::string shown = module;
  shown += "." + name;
  const std::string from_text = PickleBuilder().global(module, name).stop();
  const std::string from_stack = PickleBuilder().text(module).text(name).raw("\x93").stop();
  for (const std::string& pickle : {from_text, from_stack}) {
    CHECK_THROWS_WITH(run(pickle), Contains(quote(shown)) && Contains("wants to run code"));
  }
}

TEST_CASE("opcodes outside the list are refused by name", "[checkpoint]") {
  const auto [opcode, name] = GENERATE(table<std::string, std::string>({
      {"\x81", "NEWOBJ"},
      {"\x92", "NEWOBJ_EX"},
      {"i", "INST"},
      {"o", "OBJ"},
      {"\x82", "EXT1"},
      {"P", "PERSID"},
      {"I", "INT"},
      {"\xff", "unknown"},
  }));
  std::string shown = "(";
  shown += name + ")";
  CHECK_THROWS_WITH(run("\x80\x02" + opcode),
                    Contains(shown) && Contains("offset 2") && Contains("refused"));
}

TEST_CASE("a terminal's control codes in a global's name stay harmless", "[checkpoint]") {
  CHECK_THROWS_WITH(run(PickleBuilder().global("os\x1b[2J", "system").stop()),
                    Contains("os\\x1b[2J.system"));
  CHECK_THROWS_WITH(run("c" + std::string(5000, 'x') + "\n\n."), Contains("more than 1000"));
}

TEST_CASE("only allowed objects are called or given attributes", "[checkpoint]") {
  CHECK_THROWS_WITH(run("N)R."), Contains("None is called"));
  CHECK_THROWS_WITH(
      run(PickleBuilder().global("torch", "FloatStorage").empty_tuple().reduce().stop()),
      Contains("calls a storage type"));
  CHECK_THROWS_WITH(
      run(PickleBuilder().global("collections", "OrderedDict").none().reduce().stop()),
      Contains("is called with None"));
  CHECK_THROWS_WITH(run("}}b."), Contains("attributes"));
  CHECK_THROWS_WITH(run(PickleBuilder().ordered_dict().none().build().stop()),
                    Contains("attributes, None"));
}

TEST_CASE("objects that contain themselves are harmless", "[checkpoint]") {
  // Tested by the sanitizer's leak check and by ending at all.
  CHECK(description(PickleBuilder().empty_list().put(0).get(0).append().stop()) == "a list of 1");
  CHECK(description(PickleBuilder().empty_dict().put(0).text("k").get(0).set_item().stop()) ==
        "a dict");
  CHECK(description(PickleBuilder().empty_list().put(0).get(0).raw("\x85").append().stop()) ==
        "a list of 1");
}

TEST_CASE("deep nesting neither recurses nor overflows the stack", "[checkpoint]") {
  std::string pickle(300'000, ']');
  pickle += std::string(299'999, 'a') + ".";
  CHECK(description(pickle) == "a list of 1");
  CHECK(description("N" + std::string(300'000, '\x85') + ".") == "a tuple of 1");
  CHECK_THROWS_AS(run(std::string(300'000, '(') + "."), CheckpointError);
}

TEST_CASE("a claimed length must not exceed the available bytes", "[checkpoint]") {
  const auto claim64 = little_endian(std::uint64_t{0xFFFFFFFFFFFFFFFF});
  CHECK_THROWS_WITH(run("\x8d" + claim64), Contains("18446744073709551615 bytes are expected"));
  CHECK_THROWS_WITH(run("\x8e" + claim64), Contains("cut short"));
  CHECK_THROWS_WITH(run("X\xff\xff\xff\xff"
                        "abc"),
                    Contains("cut short"));
  CHECK_THROWS_WITH(run("\x8b\xff\xff\xff\xff"
                        "abc"),
                    Contains("cut short"));
}

TEST_CASE("the work that a pickle can cause is bounded", "[checkpoint]") {
  CHECK_THROWS_WITH(run(std::string(3'000'000, 'N') + "."), Contains("too long"));
  // Each call takes few bytes but copies a list of 1000 pairs: 10,000 calls would copy 10 million.
  PickleBuilder bomb;
  bomb.empty_list().mark();
  for (int i = 0; i < 1000; ++i) {
    bomb.raw("NN\x86");
  }
  bomb.appends().raw("\x85").put(0).global("collections", "OrderedDict").put(1);
  for (int i = 0; i < 10'000; ++i) {
    bomb.get(1).get(0).reduce();
  }
  CHECK_THROWS_WITH(run(bomb.stop()), Contains("too long"));
}

TEST_CASE("malformed pickles are errors", "[checkpoint]") {
  const std::string pickle =
      GENERATE(as<std::string>{}, "", ".", "N", "a.", "]a.", "e.", "(e.", "t.", "s.", "}Ns.",
               "}(Nu.", "NNs.", "h\x01.", "q\x01.", "(q\x01.", "N(\x85.", "R.", "Q.", "NQ.", ")Q.",
               "\x80\x01.", "\x80\x06.", "\x93.", "NN\x93.", "cos.", "b.");
  CAPTURE(pickle);
  CHECK_THROWS_AS(run(pickle), CheckpointError);
}

}  // namespace
}  // namespace resnext

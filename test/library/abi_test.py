# SPDX-License-Identifier: Apache-2.0
"""The library's interface for programs that are built already is the recorded one, lib/api/abi.txt.

After a change that is wanted: RESNEXT_RECORD_ABI=1 test/library/abi_test.py, and if something that
was there is gone or differs, a new soname.
"""
import os
import re

import installed
from installed import ROOT

RECORD = ROOT / "lib/api/abi.txt"
HEADER = ROOT / "lib/include/resnext/resnext.h"


class Abi(installed.InstalledTest):
    def functions(self):
        listed = self.command(
            "nm", "--dynamic", "--defined-only", "--with-symbol-versions",
            self.libraries / "libresnext.so",
        )  # fmt: skip
        return [f"{kind} {name}" for _, kind, name in map(str.split, listed.splitlines())]

    def soname(self):
        dynamic = self.command("readelf", "-dW", self.libraries / "libresnext.so")
        return re.search(r"soname: \[(.*)\]", dynamic).group(1)

    def structures(self):
        """Returns size and fields of each structure, as the C compiler lays them out."""
        header = HEADER.read_text()
        lines = ["#include <resnext/resnext.h>", "#include <stdio.h>", "int main(void) {"]
        for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\} \1;", header, re.S):
            lines.append(f'  printf("{name}: %zu bytes\\n", sizeof({name}));')
            body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
            for field in re.findall(r"(?:\(\*)?(\w+)\)?(?:\([^)]*\))?;", body):
                lines.append(
                    f'  printf("  %zu %zu {field}\\n", offsetof({name}, {field}), '
                    f"sizeof((({name}*)0)->{field}));"
                )
        for name in re.findall(r"^  (RESNEXT_\w+) = ", header, re.M):
            lines.append(f'  printf("{name} = %d\\n", {name});')
        source = self.scratch / "layout.c"
        source.write_text("\n".join([*lines, "  return 0;", "}", ""]))
        program = self.scratch / "layout"
        self.command(installed.c_compiler(), source, f"-I{self.prefix / 'include'}", "-o", program)
        return self.command(program).splitlines()

    def test_the_interface_is_the_recorded_one(self):
        found = "\n".join([self.soname(), *self.functions(), *self.structures(), ""])
        if os.environ.get("RESNEXT_RECORD_ABI"):
            RECORD.write_text(found)
        self.assertEqual(found, RECORD.read_text())

    def test_the_record_has_all_functions_and_fields_of_the_header(self):
        header = re.sub(r"/\*.*?\*/", "", HEADER.read_text(), flags=re.S)
        record = RECORD.read_text()
        declared = re.findall(r"RESNEXT_API [^;]*?\b(resnext_\w+)\(", header)
        self.assertGreater(len(declared), 20)
        for name in declared:
            self.assertIn(f" {name}@@", record)
        others = {"GOMP_barrier", "GOMP_parallel", "omp_get_max_threads", "omp_get_num_threads"}
        others |= {"omp_get_thread_num", "omp_in_parallel"}  # oneDNN is to find them
        found = {re.match(r"[A-Z] (\w+)@@", line) for line in record.splitlines()} - {None}
        self.assertEqual({match.group(1) for match in found}, {*declared, *others})
        self.assertEqual(record.count(" bytes\n"), header.count("typedef struct") - 3)  # 3 opaque
        for words in ("is_cancelled", "stride", "packed_cache_gb", "RESNEXT_ERROR_IMAGE = 6"):
            self.assertIn(words, record)


if __name__ == "__main__":
    installed.cli.main()

# SPDX-License-Identifier: Apache-2.0
"""Finds code for one kind of processor that the others would be given to compile."""
import re

# Compiled for x86-64 alone by scripts/cmake/kernel_sources.cmake and scripts/bench/CMakeLists.txt.
X86_FILES = re.compile(
    r"lib/kernels/[a-z_]*_(avx2|avx512|avx_vnni|avx512_vnni|amx)\.cpp|scripts/bench/older_cpu\.cpp"
)
OWN_CODE = re.compile(
    r"immintrin\.h|cpuid\.h|__builtin_ia32_|__builtin_cpu_|\b_mm[0-9]*_|__m(128|256|512)"
    r"|__asm__|\basm\b|SYS_arch_prctl|target\(\"(sse|avx|fma|amx)|arm_neon\.h"
)
GUARD = re.compile(r"__x86_64__|__i386__|RESNEXT_X86_KERNELS|__aarch64__")
DIRECTIVE = re.compile(r"\s*#\s*(if|ifdef|ifndef|elif|else|endif)\b(.*)")


def unguarded_lines(text):
    """Yields (number, line) of each line that needs a guard and has none."""
    guards = []  # of the open #ifs, whether the present branch is for one kind of processor
    for number, line in enumerate(text.splitlines(), 1):
        directive = DIRECTIVE.match(line)
        if directive:
            word, condition = directive.groups()
            if word in ("elif", "else", "endif"):
                guards.pop()
            if word != "endif":
                plain = word in ("if", "ifdef", "elif") and "!" not in condition
                guards.append(plain and bool(GUARD.search(condition)))
        elif OWN_CODE.search(line.split("//")[0]) and not any(guards):
            yield number, line.strip()


def unguarded(root):
    """Returns a message for each unguarded line of the sources under `root`."""
    found = []
    for folder in ("lib", "app", "scripts/bench", "test"):
        for path in sorted((root / folder).rglob("*")):
            where = path.relative_to(root)
            if path.suffix not in (".h", ".cpp") or X86_FILES.fullmatch(str(where)):
                continue
            for number, line in unguarded_lines(path.read_text()):
                found.append(
                    f"{where}:{number}: for one kind of processor, without a guard: {line}"
                )
    return found

# SPDX-License-Identifier: Apache-2.0
"""Checks that a folder under lib/ includes only folders above it in the list.

Also checks that only certain folders include each third-party library, that headers with a
third-party type stay in their folder, that modules loaded at run time stay separate, and that code
for one kind of processor is guarded.
"""
import pathlib
import re
import sys

import processor_guards

LAYERS = [
    "base",
    "checkpoint",
    "models",
    "kernels",
    "engine",
    "images",
    "hub",
    "inference",
    "evaluation",
    "training",
    "quantization",
    "output",
    "server",
    "commands",
    "api",
]
OWNERS = {
    "dnnl": ["lib/engine"],
    "opencv2": ["lib/images/decode/opencv"],
    "jpeglib": ["lib/images"],
    "nlohmann": ["lib/base", "lib/checkpoint", "lib/models", "lib/hub", "lib/output", "lib/server"],
    "curl": ["lib/hub"],
    "boost": ["lib/server/http"],
    "openssl": ["lib/base"],
    "zlib": ["lib/checkpoint", "lib/images"],
    "archive": ["lib/images/source"],
    "webp": ["lib/images/decode/opencv"],
    "xxhash": ["lib/engine"],
    "CLI": ["app"],
}
# Loaded at run time: no other folder includes these files, and they include only headers that need
# none of the program's code.
MODULES = {
    "images/decode/opencv": [
        "base/error.h",
        "images/image.h",
        "images/decode/opencv_codecs.h",
        "images/decode/opencv_decode.h",
        "images/decode/webp_container.h",
    ],
}
# Headers for other programs, which have nothing else of this project.
PUBLIC = "lib/include"
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def violations(root):
    found = []
    included = []
    private = set()  # headers that carry a third-party type
    for path in sorted(
        [
            *root.glob("lib/**/*.h"),
            *root.glob("lib/**/*.cpp"),
            *root.glob("app/**/*.h"),
            *root.glob("app/**/*.cpp"),
        ]
    ):
        where = path.relative_to(root)
        layer = where.parts[1] if where.parts[0] == "lib" else None
        if str(where).startswith(PUBLIC + "/"):
            continue  # see private_includes
        if layer is not None and layer not in LAYERS:
            found.append(f"{where}: folder {layer} is not in the list of layers")
            continue
        for include in INCLUDE.findall(path.read_text()):
            first = include.replace(".", "/").split("/")[0]
            if layer and first in LAYERS and LAYERS.index(first) > LAYERS.index(layer):
                found.append(f"{where} includes {include}, which is below {layer}")
            owners = OWNERS.get(first)
            if owners and not any(str(where).startswith(owner + "/") for owner in owners):
                found.append(f"{where} includes {include}: only {', '.join(owners)} may")
            for module, interface in MODULES.items():
                inside = str(where).startswith(f"lib/{module}/")
                if include.startswith(module + "/") and not inside:
                    found.append(f"{where} includes {include}: {module} is loaded at run time")
                if (
                    inside
                    and first in LAYERS
                    and not include.startswith(module + "/")
                    and include not in interface
                ):
                    found.append(
                        f"{where} includes {include}: a module may include only "
                        f"{', '.join(interface)}"
                    )
            if owners and path.suffix == ".h" and layer:
                private.add(str(where.relative_to("lib")))
            included.append((where, layer, include))
    for where, layer, include in included:
        if include in private and include.split("/")[0] != layer:
            found.append(
                f"{where} includes {include}, which carries a third-party type and is "
                f"private to its folder"
            )
    return found


DEFINITION = re.compile(r"^(?:struct|class) (\w+)(?: final)?(?: :.*)? \{", re.M)


def repeated_names(root):
    """Returns types that two headers define: all are in one namespace, so that the linker would mix
    them up."""
    places = {}
    for path in sorted(root.glob("lib/**/*.h")):
        where = path.relative_to(root)
        if not str(where).startswith(PUBLIC + "/"):
            for name in DEFINITION.findall(path.read_text()):
                places.setdefault(name, []).append(str(where))
    return [
        f"{name} is defined in {' and '.join(files)}: give one another name"
        for name, files in places.items()
        if len(files) > 1
    ]


def private_includes(root):
    """Returns what public headers include of the project's other folders."""
    return [
        f"{path.relative_to(root)} includes {include}: a public header may include public ones only"
        for path in sorted((root / PUBLIC).glob("**/*.h*"))
        for include in INCLUDE.findall(path.read_text())
        if "/" in include and not (root / PUBLIC / include).exists()
    ]


if __name__ == "__main__":
    source = pathlib.Path(__file__).resolve().parent.parent
    problems = violations(source) + private_includes(source) + repeated_names(source)
    problems += processor_guards.unguarded(source)
    print(
        "\n".join(problems) or "every include points up the list; code for one processor is guarded"
    )
    sys.exit(1 if problems else 0)

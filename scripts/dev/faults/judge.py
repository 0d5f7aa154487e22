# SPDX-License-Identifier: Apache-2.0
"""Says what is wrong with a run that a fault was injected into."""
import json
import re
import struct

CODES = {0, 1, 2, 3}  # of docs/cli.md; 4, 130 and 143 need an option or a signal
#: How the program ends where it can't unwind: in a library's constructor, in generated code.
ENDED_AT_ONCE = b"resnext-classify: not enough memory\n"
TEMPORARY = re.compile(r"\.[0-9a-f]+\.tmp(/|$)")  # removed by a later run
VOLATILE = re.compile(rb'"(seconds|images_per_second|started|finished|created|date)": ?"?[^,"}]*"?')


def lines_of(data):
    return data.splitlines(keepends=True)


def is_error(line):
    return b'"error":' in line


def check_records(data, whole, code):
    """Each line must be whole; with exit code 1, errors stand for some of the expected records."""
    if data and not data.endswith(b"\n"):
        return "the last record is torn"
    lines, expected = lines_of(data), lines_of(whole)
    for line in lines:
        try:
            json.loads(line)
        except ValueError:
            return "a line is not JSON"
    if code in (0, 1) and len(lines) != len(expected) and not folder_failed(lines):
        return f"{len(lines)} records of {len(expected)}"
    if code == 0 and lines != expected:
        return "other records than without the fault"
    if code == 1 and not any(map(is_error, lines)):
        return "exit code 1, but no record of an error"
    good = {strip_row(line) for line in expected}
    if any(not is_error(line) and strip_row(line) not in good for line in lines):
        return "a record differs from the one without the fault"
    return None


def folder_failed(lines):
    """A folder that can't be listed has one record in place of its images'."""
    return any(is_error(line) and not re.search(rb'"path":"[^"]*\.(jpg|png)"', line)
               for line in lines)  # fmt: skip


def strip_row(line):
    """Rows move up where an image before them failed."""
    return re.sub(rb',"row":\d+', b"", line)


def check_array(data, whole, code):
    """Reads the header of a NumPy array: the size must fit, once the run has ended well."""
    if code not in (0, 1):
        return None  # rows without a finished header, which the next run resumes or clears
    (length,) = struct.unpack("<H", data[8:10])
    rows = int(re.search(rb"\((\d+),", data[10 : 10 + length])[1])
    if len(data) != 10 + length + rows * 2048 * 4:
        return "the array's size differs from its header's"
    return None if code == 1 or data == whole else "other features than without the fault"


def check_page(data, whole, code):
    if not data and code == 3:
        return None  # memory ran out in a library's constructor: as after a kill, it stays empty
    if code == 0 and VOLATILE.sub(b"", data) != VOLATILE.sub(b"", whole):
        return "another page than without the fault"
    if code in (0, 1) and not data.endswith(whole[-16:]):
        return "the page is torn"
    return None


def check_manifest(data, _whole, code):
    if not data and code == 3:
        return None  # see check_page
    try:
        json.loads(data)
    except ValueError:
        return "the manifest is torn"
    return None


def check_whole(data, whole, _code):
    return None if data == whole else "the file is torn"


CHECKS = {"records": check_records, "resumed": check_records, "rows": check_records,
          "array": check_array, "page": check_page, "manifest": check_manifest}  # fmt: skip


def folder_problem(folder, expected, code):
    """A model folder, or pictures: each file whole."""
    found = read_tree(folder)
    for name, data in found.items():
        if name.endswith((".safetensors", ".png")) and code == 0 and data != expected.get(name):
            return f"{name} differs from the one without the fault"
        if name.endswith(".png") and data not in expected.values():
            return f"{name} is torn"
    if folder.name == "new" and set(found) != set(expected):
        return f"the model folder has {sorted(found)}"
    if code == 0 and set(found) != set(expected):
        return f"{folder.name} has {sorted(found)}"
    return None


def read_tree(path):
    if path.is_file():
        return path.read_bytes()
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


def in_any_order(data):
    return b"".join(sorted(lines_of(data)))


def output_problem(folder, case, expected, code, any_order=False):
    """Returns what is torn, missing or wrong under a final name, or None. `any_order`: records of
    images that failed at first are at the end."""
    for name, kind in case.outputs.items():
        path = folder / name
        if not path.exists():
            if code == 0 or (code == 1 and kind != "pictures"):
                return f"{name} is missing"
            continue
        if code in (2, 3) and path.is_file() and path.read_bytes() == case.before.get(name):
            continue  # as it was
        if path.is_dir():
            problem = folder_problem(path, expected[name], code)
        else:
            data, whole = path.read_bytes(), expected[name]
            if kind == "resumed" and any_order:
                data, whole = in_any_order(data), in_any_order(whole)
            problem = CHECKS.get(kind, check_whole)(data, whole, code)
        if problem:
            return f"{name}: {problem}"
    return None


def left_behind(folder, case):
    """Returns the names of files that an orderly end should have removed."""
    allowed = {*case.outputs, *case.before, *case.may_stay, "fault.log"}
    names = []
    for path in folder.rglob("*"):
        name = str(path.relative_to(folder))
        known = any(name == a or name.startswith(f"{a}/") or path.name == a for a in allowed)
        if path.is_file() and not known:
            names.append(name)
    return names


def expected_codes(fault, case, folder, inputs):
    """Returns the exit codes that are right for a fault in this file."""
    if fault.kind in ("alloc", "thread"):
        # A class may lose its only image, and then a training set is of no use.
        return CODES if "folder" in case.outputs.values() else {0, 1, 3}
    if fault.path.startswith(str(inputs.model)):
        return {0, 3}
    if fault.is_output(case, folder) or fault.kind in ("fsync", "rename", "truncate"):
        return {0, 2}
    return CODES


def message_problem(process, fault, code):
    """Returns what is wrong with standard error, or None."""
    said = process.stderr
    if fault.file == 2:
        return None  # the message itself could not be written
    if b"terminate called" in said or b"Sanitizer" in said or b"Assertion" in said:
        return f"died: {said.decode(errors='replace').strip()[:100]}"
    if (
        code in (2, 3)
        and not said.startswith(b"resnext-classify: ")
        and (b"\nresnext-classify: " not in said)
    ):
        return f"no message, but {said[:80]!r}"
    if code in (2, 3) and b"basic_" in said:
        return f"a message of the library: {said.decode(errors='replace').strip()[:100]}"
    return None


def problem_of(process, fault, case, folder, expected, inputs):
    """Returns what is wrong with the run and with what it left, or None."""
    code = process.returncode
    if code < 0 or code not in CODES:
        said = process.stderr.decode(errors="replace").strip()
        torn = output_problem(folder, case, expected[1], code)
        return f"exit code {code}: {said[:100]}" + (f"; {torn}" if torn else "")
    right = expected_codes(fault, case, folder, inputs) if fault.function else {case.code}
    if code not in right:
        return f"exit code {code}, expected {sorted(right)}: {process.stderr[:150]!r}"
    problem = message_problem(process, fault, code) or output_problem(
        folder, case, expected[1], code
    )
    if problem:
        return problem
    if code in (0, 1) and not case.outputs:
        problem = check_records(process.stdout, expected[0].stdout, code)
    elif code == 0 and process.stdout != expected[0].stdout:
        problem = "standard output differs"
    stray = left_behind(folder, case)
    if process.stderr.endswith(ENDED_AT_ONCE):
        stray = [name for name in stray if not TEMPORARY.search(name)]
    return problem or (f"left behind: {stray}" if stray else None)

# SPDX-License-Identifier: Apache-2.0
"""Seeds and words for the fuzzers of lists, records and kernels; used by make_fuzz_corpus.py."""
import gzip
import io
import json
import tarfile

RUN = "0123456789abcdef"  # as in test/fuzz/resume_records_fuzz.cpp
HASHED = {"inode": 1, "size": 2, "modified": 3, "changed": 4}  # as in hash_record_fuzz.cpp


def label_lists():
    yield "tabbed", b"a b.jpg\tn02012849\t0\t32\r\n\n/c.jpg\tgoldfish\nd.jpg\t2\ne.jpg\t7"
    yield "spaced", b"ILSVRC2012_val_00000001.JPEG 490\nx y.jpg n01443537 \n"
    yield "kaggle", b"ImageId,PredictionString\nILSVRC2012_val_1,n02012849 1 2 3 4 n03126707\n"
    yield "alone", b"\xef\xbb\xbf0\n490\nn01443537\n"


def synset_tables():
    yield "plain", b"1 n02119789\n\n2 n02100735 kit_fox\n"
    yield "swapped", b"n02119789 1 kit_fox\r\nn02100735\t2\tEnglish_setter\n"


def class_lists():
    yield "names", b"# comment\ngoldfish\tmore\nn02012849 \n\n2\n7\n"


def training_lists():
    yield "plain", b"a.jpg\tcat\nb.jpg\tcat\tmore\n\nc.jpg\timg10 \nd.jpg\timg10\ne.jpg\timg2\n"
    yield "two", b"a\tx\nb\tx\nc\ty\r\nd\ty\n"


def path_lists():
    """The first byte chooses the separator, the second the size of the pieces."""
    yield "lines", b"\0\x04a.jpg\n\nb c.jpg\r\nd\xe9.jpg\nlast"
    yield "nul", b"\1\x02a\nb.jpg\0\0c\r\0last"


def resume_records():
    records = [
        {"path": "a.jpg", "model": "m", "run": RUN, "predictions": []},
        {"path": "a.jpg", "model": "m", "run": RUN, "error": {"code": "empty"}},
        {"path": "\ufffd", "path_bytes": "612e6a7067", "model": "m", "run": RUN, "row": 0},
        {"path": "b", "model": "m", "run": RUN, "features": [0.5]},
    ]
    lines = [json.dumps(record, separators=(",", ":")).encode() + b"\n" for record in records]
    yield "whole", b"".join(lines)
    yield "torn", lines[0] + lines[1][:20]
    yield "zeros", lines[2] + bytes(16)


def hash_records():
    entry = {"file": HASHED, "sha256": "ab" * 32}
    yield "plain", json.dumps({"version": 1, "files": {"/a.pth": entry}}).encode()


def real_labels():
    yield "plain", b"[[1, 999], [], [0]]\n"


def archives():
    """The first byte chooses the size of the pieces, the second whether they can be skipped."""
    for kind in ("USTAR", "GNU", "PAX"):
        buffer = io.BytesIO()
        with tarfile.open(None, "w", buffer, format=getattr(tarfile, f"{kind}_FORMAT")) as archive:
            for name, member_type in (("a.jpg", b"0"), ("d" * 99 + "/\xe9.jpg", b"0"), ("l", b"2")):
                info = tarfile.TarInfo(name)
                info.type, info.linkname = member_type, "a.jpg"
                info.size = 0 if member_type == b"2" else 600
                archive.addfile(info, io.BytesIO(bytes(info.size)))
        yield f"plain_{kind}", b"\0\0" + buffer.getvalue()
        yield f"skipped_{kind}", b"\x1f\1" + buffer.getvalue()
        yield f"gzipped_{kind}", b"\xff\0" + gzip.compress(buffer.getvalue(), mtime=0)


def numbers():
    """For targets that turn bytes into shapes: a few of each kind."""
    yield "ascending", bytes(range(64))
    yield "descending", bytes(range(255, 191, -1))
    yield "large", b"\1\xff" * 32


def forms():
    head = b'--XX\r\nContent-Disposition: form-data; name="i"; filename="%s"\r\n\r\n'
    one = head % b"a.png" + b"content\r\n"
    yield "one", b"multipart/form-data; boundary=XX\n" + one + b"--XX--\r\n"
    yield "two", b'multipart/form-data; boundary="XX"\n' + one + head % b'\\"' + b"\r\n--XX--"
    yield "query", b"top_k=3&cam=1&path=a%20b+c&&x\n"


SEEDS = {
    "label_list": label_lists,
    "synsets": synset_tables,
    "class_list": class_lists,
    "training_list": training_lists,
    "multi_label_list": training_lists,
    "path_list": path_lists,
    "resume_records": resume_records,
    "hash_record": hash_records,
    "real_labels": real_labels,
    "tar": archives,
    "form_data": forms,
    "winograd": numbers,
    "tile_convolution": numbers,
    "channel_kernels": numbers,
    "dot_convolution": numbers,
    "dot_pointwise": numbers,
    "ordered_convolution": numbers,
    "resize": numbers,
}

# fmt: off
NAMES = [
    "n01443537", "n02012849", "goldfish", "crane", "\t", "\n", "\r\n", " ", "1000", "999", "-1",
]
RECORD_WORDS = [
    '"path":"a.jpg"', '"path_bytes":"612e6a7067"', '"model":"m"', f'"run":"{RUN}"',
    '"predictions":[]', '"features":[]', '"row":0', '"error":{}', '{"path":"', "}\n", "\0",
]
WORDS = {
    "label_list": NAMES + ["ImageId,PredictionString\n", "ILSVRC2012_val_00000001", ".JPEG", "490"],
    "synsets": NAMES + ["MATLAB", "1 n02119789\n", "n02119789 1\n", "2147483648"],
    "class_list": NAMES + ["#", "7"],
    "multi_label_list": NAMES + ["\tcat\tdog\n", "\t\t", " ", "\r\n", "\xff"],
    "training_list": NAMES + ["\tcat\n", "\timg2\n", "\timg10\n", "\xff", "\xc3\xa9"],
    "path_list": ["\0", "\n", "\r\n", "\r"],
    "resume_records": RECORD_WORDS,
    "hash_record": ['"version":1', '"files":{', '"/a.pth":{', '"file":', '"sha256":', '"inode":1',
                    '"size":2', '"modified":3', '"changed":4', "[[[["],
    "real_labels": ["[", "]", ",", "999", "-1", "1e3", "[[[[", "null", '"'],
    "tar": ["ustar\0", "ustar  \0", "././@LongLink", "19 path=a.jpg\n", "GNU.sparse.major=1\n",
            "GNU.sparse.realsize=9\n", "\x1f\x8b\x08", "00000000000\0", "\x80\0\0\0"],
    "form_data": ["multipart/form-data", "; boundary=XX", "\r\n--XX", "--", "\r\n\r\n", "filename=",
                  "Content-Disposition:", '"', "\\", ";", "%41", "&", "=", "+"],
    "winograd": ["\0", "\1", "\xff"],
    "tile_convolution": ["\0", "\1", "\xff"],
    "channel_kernels": ["\0", "\1", "\xff"],
    "dot_convolution": ["\0", "\1", "\xff"],
    "dot_pointwise": ["\0", "\1", "\xff"],
    "ordered_convolution": ["\0", "\1", "\xff"],
    "resize": ["\0", "\1", "\xff"],
}
# fmt: on

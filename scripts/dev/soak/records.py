# SPDX-License-Identifier: Apache-2.0
"""Compares a run's records with what is known of each image."""
import json

#: What is wrong with the files that are no images.
ERRORS = {
    "truncated": {"truncated"},
    "corrupt": {"corrupt", "truncated"},
    "empty": {"empty"},
    "not_found": {"not_found"},
}


class Checker:
    """Learns each distinct file's predictions from the first record; all later ones must match."""

    def __init__(self, photos):
        self.photos = photos
        self.predictions = {}

    def check(self, file, numbers):
        """Raises AssertionError unless `file` has one right record for each of `numbers`, in this
        order. Returns (records, failed)."""
        failed = records = 0
        wanted = iter(numbers)
        with open(file, "rb") as lines:
            for line in lines:
                assert line.endswith(b"\n"), f"{file}: the last record is torn"
                record = json.loads(line)
                number = next(wanted, None)
                assert number is not None, f"{file}: more records than images"
                path = self.photos.path(number)
                assert record["path"] == path, f"{file}: {record['path']} in place of {path}"
                failed += self.check_record(record, number)
                records += 1
        missing = next(wanted, None)
        assert missing is None, f"{file}: no record of {missing is not None and missing}"
        return records, failed

    def check_record(self, record, number):
        """Returns whether the image has failed, as it should."""
        source = self.photos.source(number)
        if source in ERRORS:
            code = record.get("error", {}).get("code")
            assert code in ERRORS[source], f"{record['path']}: {code}, expected {source}"
            return 1
        found = json.dumps(record["predictions"])
        known = self.predictions.setdefault(source, found)
        assert found == known, f"{record['path']}: other predictions than another {source}"
        return 0


def check_whole_lines(file):
    """Raises AssertionError if the last record is torn."""
    with open(file, "rb") as records:
        records.seek(0, 2)
        if records.tell() > 0:
            records.seek(-1, 2)
            assert records.read(1) == b"\n", f"{file}: the last record is torn"

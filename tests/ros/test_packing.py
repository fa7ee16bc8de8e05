"""A hall is packed for the network; what comes back is the same, and what is no document is refused within bounds."""

import base64
import bz2
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hall_map
from robot_guide_ros import convert, packing


def sent(data):
    return base64.b64encode(data).decode()


@given(st.dictionaries(st.text(), st.text()))
def test_what_was_packed_comes_out_the_same(document):
    text = json.dumps(document, ensure_ascii=False)
    assert packing.unpacked(packing.packed(text)) == text


@pytest.mark.parametrize("text", ["{}", ' \n{"id": "putuo"}', "[1, 2]"])
def test_plain_json_of_other_senders_and_older_recordings_is_read(text):
    assert packing.unpacked(text) == text


def test_a_hall_is_less_than_a_third_as_long(request):
    hall = hall_map.load(request.config.rootpath / "maps" / "putuo")
    plain = json.dumps(hall_map.to_document(hall), ensure_ascii=False)
    assert len(convert.hall_to_msg(hall, 0.0).document) < len(plain.encode()) / 3


@pytest.mark.parametrize(
    "text",
    [
        "", "no json", "营业执照", sent(b"no bzip2"), sent(bz2.compress(b"{}" * 100))[:-8],
        sent(bz2.compress(b"\xff\xfe")), sent(bz2.compress(b"{}"))[:-1],
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - base64's and Unicode's own errors are some, too
        packing.unpacked(text)


@given(st.text())
def test_any_other_text_is_refused_or_plain(text):
    try:
        assert packing.unpacked(text) == text
    except ValueError:
        return


def test_what_would_swell_beyond_all_bounds_is_refused():
    bomb = sent(bz2.compress(b" " * (packing.LARGEST + 1)))
    assert len(bomb) < 10_000
    with pytest.raises(ValueError, match="larger than"):
        packing.unpacked(bomb)


def test_what_is_too_large_for_its_readers_is_sent_as_it_is():
    text = json.dumps(["x" * packing.LARGEST])
    assert packing.packed(text) == text

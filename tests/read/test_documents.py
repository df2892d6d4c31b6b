"""JSON of any framing: what the records are, where they stand, and what damage costs."""

import io
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graph.core.types import Skip
from graph.read import documents, window


def found(text):
    """(line, value) of each record, (line, reason) of each that is damaged."""
    return [
        (source.line, value.reason if isinstance(value, Skip) else value)
        for source, value in documents.records(io.StringIO(text), "f")
    ]


A, B = {"title": "A"}, {"title": "B"}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"title": "A"}\n\n{"title": "B"}\n', [1, 3]),
        ('[{"title": "A"},\n{"title": "B"}]', [1, 2]),
        ('[\n  {\n    "title": "A"\n  },\n  {\n    "title": "B"\n  },\n]', [2, 5]),
        ('{"meta": {"count": 2},\n"results": [\n{"title": "A"},\n{"title": "B"}]}', [3, 4]),
        ('{"status": "ok", "message": {"items": [{"title": "A"},\n{"title": "B"}]}}', [1, 2]),
        ('[{"data": [{"title": "A"}]},\n {"data": [{"title": "B"}]}]', [1, 2]),
        ('{"data": [{"title": "A"}]}\n{"data": [{"title": "B"}]}\n', [1, 2]),
    ],
)
def test_records_are_found_within_lines_lists_and_wrappers(text, lines):
    assert found(text) == list(zip(lines, [A, B], strict=True))


def test_a_record_may_itself_have_members_called_like_a_wrapper():
    record = {"title": "A", "data": [{"title": "no record"}], "papers": {"title": "nor this"}}
    assert found(json.dumps(record)) == [(1, record)]
    assert found(json.dumps(record, indent=1)) == [(1, record)]
    assert found('{"name": "x", "entries": "none"}') == [(1, {"name": "x", "entries": "none"})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (  # one record a line: the next line goes on
            '{"title": "A"}\n{"title": "tor\n{"title": "B"}\n',
            [(1, A), (2, "not valid JSON: Expecting value"), (3, B)],
        ),
        (  # indented: the next record of the same indent goes on, not what is nested deeper
            (
                '[\n  {"title": "A"},\n  {"title": oops,\n    "x":\n    {"title": "n"}\n  },\n'
                '  {"title": "B"}\n]'
            ),
            [(2, A), (3, "not valid JSON: Expecting value"), (7, B)],
        ),
        (  # all in one line: nowhere to go on
            '[{"title": "A"}, {"title": oops}, {"title": "B"}]',
            [(1, A), (1, "not valid JSON: Expecting value; nothing behind it can be read")],
        ),
        (
            '[\n{"title": "A"},\n{"title": "B',
            [(2, A), (3, "not valid JSON: it breaks off at the end of the file")],
        ),
        ('{"data": [{"title": "A"}', [(1, A), (1, "not valid JSON: " + window.BROKEN_OFF)]),
        ('{"data": [{"title": "A"}], "n"', [(1, A), (1, "not valid JSON: " + window.BROKEN_OFF)]),
    ],
)
def test_damage_costs_the_record_and_reading_goes_on(text, expected):
    assert found(text) == expected


def test_what_is_no_object_is_said():
    records = documents.read(
        io.StringIO('[null, 3, {"title": "A"}]'), "f", lambda f, s: (f, s.line)
    )
    null, number, record = records
    assert (null.reason, number.reason) == ("null instead of a paper", "not an object")
    assert record == (A, 1)


@pytest.mark.parametrize("mark", ["[", '{"a":', '{"data":['])
def test_depth_does_no_harm(mark):
    [(line, reason)] = found(mark * 100_000)
    assert line == 1
    assert reason.startswith("not valid JSON: it is nested too deeply")


def test_a_value_too_long_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(window, "longest_in", lambda text: 100)
    monkeypatch.setattr(window, "_CHUNK", 16)
    [(_, reason), b] = found('{"title": "' + "x" * 500 + '"}\n{"title": "B"}')
    assert "longer than 100 characters" in reason
    assert b == (2, B)


_values = st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
_records = st.lists(st.dictionaries(st.text(max_size=3), _values, max_size=3), max_size=4)


@settings(max_examples=60)
@given(records=_records, chunk=st.integers(1, 40), indent=st.none() | st.integers(0, 3))
def test_records_are_the_same_however_the_text_comes(records, chunk, indent):
    # A title, so that they wrap nothing, at the head, as none of them fits into the window.
    records = [{"title": "T"} | record | {"title": "T"} for record in records]
    whole = json.dumps({"meta": {"page": 1}, "results": records}, indent=indent)
    lines = "".join(json.dumps(record) + "\n" for record in records)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(window, "_CHUNK", chunk)
        assert [value for _, value in found(whole)] == records
        assert found(lines) == list(enumerate(records, start=1))


@settings(max_examples=60)
@example("{{}:")
@given(text=st.text(alphabet='{}[],:"ab1\\\n -'))
def test_no_text_breaks_it(text):
    assert all(value is not Ellipsis for _, value in found(text))
    documents.members(text)


def test_members_are_those_of_the_records_wherever_the_text_is_cut():
    whole = json.dumps(
        {"meta": {"count": 1}, "results": [{"title": "T", "author": [{"family": "F"}], "x": 'a"b'}]}
    )
    known = documents.members(whole)
    assert known == {"meta", "meta.count", "results", "title", "author", "author.family", "x"}
    for end in range(len(whole)):
        assert documents.members(whole[:end]) <= known
    assert documents.members("[A link](and a text)") == frozenset()
    assert documents.members("@article{key, title = {T}}") == frozenset()

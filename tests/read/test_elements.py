"""XML as a stream: damage, declarations that lie, entities, attacks, and memory."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.core.types import Source
from graph.read import elements


def read(text):
    """(line, text of <t>) of each record <r>, and each `Skip`."""
    found = elements.read(
        io.StringIO(text),
        "f",
        lambda e, source: (source.line, elements.words(e, "{*}t")),
        tags=("r",),
    )
    return list(found)


def test_records_know_their_lines_and_namespaces_do_not_matter():
    many = "\n" * 70_000
    assert read(f"<a>\n<r><t>1</t></r>{many}<x:r xmlns:x='u'><x:t>2</x:t></x:r></a>") == [
        (2, "1"),
        (70_002, "2"),
    ]


@pytest.mark.parametrize("declared", ["ISO-8859-1", "UTF-16", "utf-8", "no such"])
def test_the_declared_encoding_is_of_the_bytes_that_were(declared):
    assert read(f'\n <?xml version="1.0" encoding="{declared}"?>\n<a><r><t>ü</t></r></a>') == [
        (3, "ü")
    ]


def test_markup_is_read_through_and_entities_are_characters():
    text = (
        "<a><r><t>A <b>bo<i>ld</i></b> R&amp;D &uuml;ber <!-- no -->1 &lt; 2 &#8212; x</t></r></a>"
    )
    assert read(text) == [(1, "A bold R&D über 1 < 2 — x")]


def test_bare_ampersands_and_control_characters_cost_nothing():
    assert read("<a><r><t>AT&T; R & D\x0b\x00 a=1&b</t></r></a>") == [(1, "AT&T; R & D a=1&b")]


@pytest.mark.parametrize(
    ("text", "records", "line"),
    [
        ("<a>\n<r><t>1</t></r>\n<r><t>2</t>", [(2, "1")], 3),
        ("<a>\n<r><t>1</t></r>\n<r><t>2</t></r", [(2, "1")], 3),
        ("<a>\n<r><t>1</t>\n</r><x>\n<r><t>&lt;2</t></r></a>", [(2, "1"), (4, "<2")], 4),
        ("<a><r><t>1</t></r></a>\n<a><r><t>2</t></r></a>", [(1, "1")], 2),
    ],
)
def test_damage_is_told_with_its_line_and_what_is_whole_is_read(text, records, line):
    *found, skip = read(text)
    assert found == records
    assert skip.source == Source("f", line)
    assert skip.reason.startswith("damaged XML: ")


def test_nothing_is_fetched_and_no_bomb_goes_off(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    external = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a><r><t>&x;</t></r></a>'
    assert read(external) == [(1, "&x;")]
    tower = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE a [<!ENTITY l0 "boom">{tower}]><a><r u="&l11;"><t>&l11;</t></r></a>'
    assert read(bomb) == [(1, "&l11;")]
    assert "too long" in read(f"<a><r><t>{'x' * 11_000_000}</t></r></a>")[-1].reason
    assert "depth" in read("<r>" * 1000)[-1].reason


def test_records_leave_the_memory_as_they_go():
    sizes = []

    def made(element, source):
        sizes.append(len(element.getparent()))
        return source.line

    text = io.StringIO("<a><meta/>" + "<r><t>x</t></r>\n" * 500 + "</a>")
    assert list(elements.read(text, "f", made, tags=("r",))) == list(range(1, 501))
    # A record is let go of once the next is read; its neighbours of other kinds stay.
    assert max(sizes) <= 3 + elements._CHUNK // len("<r><t>x</t></r>\n")
    assert sizes[-1] <= 3


@settings(max_examples=80)
@given(text=st.text(alphabet="<>/&;!?-[]r=\"' \nat\x00ü"), root=st.booleans())
def test_no_text_breaks_it(text, root):
    read(f"<a><r>{text}</r></a>" if root else text)
    elements.root(text)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ('<?xml version="1.0"?>\n<!-- a <b> --><!DOCTYPE dblp SYSTEM "d">\n<dblp>', "dblp"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><b:Sources xmlns="u">', "Sources"),
        ("<!doctype html><html lang='en'>", "html"),
        ("A < b and <i>c</i>", ""),
        ("<3 is no element", ""),
        ("<http://address>", ""),
        ("", ""),
    ],
)
def test_the_outermost_element(head, name):
    assert elements.root(head).name == name

import bz2
import gzip
import io
import lzma
import random
import zipfile
import zlib

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph import InputError
from graph.core.types import Skip
from graph.read import opening
from graph.read.encoding import ERRORS, encoding_of
from graph.read.opening import HEAD, ROOM, Document, documents

TEXT = "A first line\nÜnï → second\n\nlast"


def buffered(data):
    return io.BufferedReader(io.BytesIO(data), HEAD)


def opened(data, name="f"):
    return list(documents(buffered(data), name))


def only(data, name="f"):
    [document] = opened(data, name)
    assert isinstance(document, Document), document
    return document


def refused(data):
    [skip] = opened(data)
    assert isinstance(skip, Skip), skip
    assert skip.source.line == 0
    return skip.reason


def zstd(data):
    out = pa.BufferOutputStream()
    with pa.CompressedOutputStream(out, "zstd") as stream:
        stream.write(data)
    return out.getvalue().to_pybytes()


def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


PACKERS = {
    ".gz": gzip.compress,
    ".bz2": lambda data: bz2.compress(data, 1),  # in blocks of 100,000 bytes
    ".xz": lzma.compress,
    ".zst": zstd,
}
NOISE = random.Random(0).randbytes(200_000).hex().encode()


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_packed_file_is_told_by_its_bytes_and_its_suffix_is_of_what_is_in_it(suffix):
    pack = PACKERS[suffix]
    for name in ("papers.BIB" + suffix, "papers.bib"):
        document = only(pack(TEXT.encode()), name)
        assert (document.name, document.suffix) == (name, ".bib")
        assert document.head == TEXT
        assert document.text.read() == TEXT
        assert document.damage == ""


@pytest.mark.parametrize("suffix", PACKERS)
def test_two_packed_files_in_a_row_are_one(suffix):
    pack = PACKERS[suffix]
    assert only(pack(b"one\n") + pack(b"two\n")).text.read() == "one\ntwo\n"


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_damaged_file_gives_what_comes_before_and_says_so(suffix):
    packed = PACKERS[suffix](NOISE)
    document = only(packed[: len(packed) // 2])
    text = document.text.read().encode()
    assert len(text) > 100_000
    assert NOISE.startswith(text)
    assert document.damage


def test_the_files_of_an_archive_are_read_by_name_and_nothing_else_of_it():
    names = ("b.ris", "a/inner.bib", "a/", "__MACOSX/._b.ris", ".hidden", "../../etc/passwd")
    data = zipped(dict.fromkeys(names, b"x") | {"c.txt.gz": gzip.compress(b"C"), "empty": b""})
    assert [(d.name, d.text.read(), d.suffix) for d in opened(data, "x.zip")] == [
        ("x.zip/../../etc/passwd", "x", ""),
        ("x.zip/a/inner.bib", "x", ".bib"),
        ("x.zip/b.ris", "x", ".ris"),
        ("x.zip/c.txt.gz", "C", ".txt"),
        ("x.zip/empty", "", ""),
    ]


def test_a_damaged_member_leaves_the_others():
    data = bytearray(zipped({"a": b"A", "b": NOISE, "c": b"C"}))
    data[len(data) // 2] ^= 255
    first, second, third = opened(bytes(data))
    assert (first.text.read(), first.damage) == ("A", "")
    assert NOISE[:50_000] == second.text.read().encode()[:50_000]
    assert second.damage
    assert (third.text.read(), third.damage) == ("C", "")


def test_what_is_no_text_of_records_is_refused_by_what_it_is():
    assert "a PDF" in refused(b"%PDF-1.7\n%\xe2\xe3")
    assert "office" in refused(
        zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    )
    assert "a database" in refused(b"SQLite format 3\x00" + bytes(90))
    assert "pack it as .zip" in refused(b"a.bib".ljust(257, b"\x00") + b"ustar\x0000" + bytes(248))
    assert "more than once" in refused(gzip.compress(gzip.compress(b"x")))
    assert "more than once" in refused(gzip.compress(zipped({"a": b"x"})))
    assert "not text" in refused(bytes(range(256)) * 8)
    assert "is damaged" in refused(zipped({"a": b"x"})[:-9])
    assert "no file in" in refused(zipped({"__MACOSX/a": b"x"}))
    locked = bytearray(zipped({"a": b"x"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + flags] |= 1
    assert "encrypted" in refused(bytes(locked))


def test_a_bomb_is_stopped_in_all_its_parts_together(monkeypatch):
    assert ROOM >= 1 << 20
    monkeypatch.setattr(opening, "ROOM", 1 << 20)
    blow = b"\n" * (1 << 21)
    for suffix, pack in PACKERS.items():
        with pytest.raises(InputError, match="more than 200 times") as caught:
            only(pack(blow), f"x{suffix}").text.read()
        assert "unpack it yourself" in caught.value.hint
    half = b"\n" * (1 << 19)
    whole = documents(buffered(zipped(dict.fromkeys("abc", half))), "x.zip")
    with pytest.raises(InputError, match=r"read x\.zip: it unpacks"):
        list(map(len, (document.text.read() for document in whole)))
    assert only(zipped({"a": half})).text.read() == half.decode()


def test_a_large_file_may_grow_by_its_ratio(monkeypatch):
    monkeypatch.setattr(opening, "ROOM", 0)
    data = NOISE * 3
    assert only(zlib.compress(data, wbits=31)).text.read().encode() == data


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_unicode_in_all_its_forms(encoding):
    document = only(TEXT.encode(encoding))
    assert (document.head, document.text.read()) == (TEXT, TEXT)


SENTENCES = {
    "cp1252": "L’étude des réseaux à mémoire, très différente des modèles précédents",
    "cp1250": "Badania nad sieciami neuronowymi są częścią większego projektu, zażółć gęślą jaźń",
    "cp1251": "Исследование нейронных сетей и их применение в задачах обработки текста",
    "koi8_r": "Исследование нейронных сетей и их применение в задачах обработки текста",
    "cp1253": "Η μελέτη των νευρωνικών δικτύων και η εφαρμογή τους στην επεξεργασία κειμένου",
    "shift_jis": "本論文では新しい手法を提案する。ニューラルネットワークによる研究",
    "euc_jp": "本論文では新しい手法を提案する。ニューラルネットワークによる研究",
    "gb18030": "基于深度学习的自然语言处理研究综述，本文提出一种新的方法",
    "big5": "基於深度學習的自然語言處理研究綜述，本文提出一種新的方法",
    "euc_kr": "딥러닝 기반 자연어 처리 연구에 대한 개요를 제시하고 새로운 방법을 제안한다",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_an_encoding_of_old_is_guessed_from_a_sentence(encoding):
    text = f"@article{{x,\n title = {{{SENTENCES[encoding]}}},\n}}\n"
    assert only(text.encode(encoding)).text.read() == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-2"?>\n<title>Łódź</title>', "iso-8859-2"),
        ("% Encoding: MacRoman\n\n@book{x, title = {Größe}}\n", "mac_roman"),
        ("<?xml version='1.0' encoding='iso-2022-jp'?><title>研究</title>", "iso-2022-jp"),
    ],
)
def test_what_a_text_says_of_its_encoding_is_believed(text, encoding):
    assert only(text.encode(encoding)).text.read() == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("% Encoding: UTF-8\n@book{x, title = {Größe}}\n".encode("cp1252"), "Größe"),
        ('<?xml encoding="iso-8859-1"?><t>Größe</t>'.encode(), "Größe"),
        ('<?xml encoding="utf-16"?><t>Größe</t>'.encode(), "Größe"),
        ("Größe “quoted” — ".encode() + b"na\xefve", "Größe “quoted” — naïve"),
        (b"a" * HEAD + b" na\xefve", "naïve"),
        (b'<?xml encoding="idna"?><t>a\xe9</t>', "aé"),
        (b'<?xml encoding="latin-99"?><t>a\xe9</t>', "aé"),
        (b"caf\xe9", "café"),
    ],
)
def test_what_it_says_wrongly_is_not(data, text):
    assert text in only(data).text.read()


def test_line_ends_are_made_one_in_head_and_text():
    document = only(b"one\r\ntwo\rthree\nfour")
    assert document.head == "one\ntwo\nthree\nfour"
    assert list(document.text) == ["one\n", "two\n", "three\n", "four"]


def test_a_head_may_be_cut_within_a_character():
    document = only(b"x" + "é".encode() * HEAD)
    assert set(document.head) == {"x", "é"}
    assert document.text.read() == "x" + "é" * HEAD


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_whatever_the_bytes_there_is_an_encoding_that_reads_them(data):
    data.decode(encoding_of(data), ERRORS)
    for document in opened(data):
        if isinstance(document, Document):
            document.text.read()


@settings(max_examples=60)
@given(st.sampled_from([*PACKERS.values(), lambda data: zipped({"a": data, "b": data})]), st.data())
def test_no_damage_is_a_crash(pack, data):
    packed = bytearray(pack(TEXT.encode() * 3))
    place = data.draw(st.integers(0, len(packed) - 1))
    packed[place] ^= data.draw(st.integers(1, 255))
    for document in opened(bytes(packed)):
        if isinstance(document, Document):
            document.text.read()

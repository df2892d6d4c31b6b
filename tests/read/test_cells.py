import pytest

from graph.read.cells import people_in, references_in
from graph.read.fields import people


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ahab, A.; Queequeg, B.", ["A. Ahab", "B. Queequeg"]),
        (
            "Ahab A., Queequeg B., van den Berg J.C.",
            ["Ahab A.", "Queequeg B.", "van den Berg J.C."],
        ),
        ("Ahab, A., Queequeg, B.C.", ["A. Ahab", "B.C. Queequeg"]),
        ("Ahab, Ada", ["Ada Ahab"]),
        ("Ada Ahab, Bo Queequeg", ["Ada Ahab", "Bo Queequeg"]),
        ("Ada Ahab, Bo Queequeg, and Cy Stubb", ["Ada Ahab", "Bo Queequeg", "Cy Stubb"]),
        ("Ahab, Ada and Queequeg, Bo", ["Ada Ahab", "Bo Queequeg"]),
        ("Ahab A, Queequeg BC.", ["Ahab A", "Queequeg BC"]),
        ("Ada Ahab|Bo Queequeg", ["Ada Ahab", "Bo Queequeg"]),
        ("['Ahab, Ada', 'Queequeg, Bo']", ["Ada Ahab", "Bo Queequeg"]),
        ('["Ada Ahab"]', ["Ada Ahab"]),
        ("['broken', ", ["['broken'"]),
        ("Ahab, Ada B. (57202138757); Queequeg (123456789)", ["Ada B. Ahab", "Queequeg"]),
        ("Ahab &amp; Sons; Queequeg, B.", ["Ahab & Sons", "B. Queequeg"]),
        ("", []),
    ],
)
def test_names(cell, names):
    assert people(people_in(cell)) == tuple(names)


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Ada AhabBo Queequeg", ["Ada Ahab", "Bo Queequeg"]),
        ("Ada M. AhabBo C. Queequeg", ["Ada M. Ahab", "Bo C. Queequeg"]),
        ("Ronald McDonaldYann LeCun", ["Ronald McDonald", "Yann LeCun"]),
        ("WenMei AhabAda DeVito", ["WenMei Ahab", "Ada DeVito"]),
        ("Đorđe ĐurđevićBo 杨Cy Stubb", ["Đorđe Đurđević", "Bo 杨", "Cy Stubb"]),
        ("Plato", ["Plato"]),
    ],
)
def test_names_with_nothing_between_them(cell, names):
    assert people_in(cell, run_together=True) == names


@pytest.mark.parametrize(
    ("cell", "references"),
    [
        ("", []),
        ("Ahab, A., Whales (1999) Sea, 7, p. 3; Stubb, C., (2001) Oil;", None),
        ("AHAB A, 1999, SEA, V7; [Anonymous], 2001, OIL", None),
        ("https://openalex.org/W7|https://openalex.org/W8", ["W7", "W8"]),
        ("000-111-222-333-444; 000-111-222-333-55X", None),
        ("['10.1/a', '10.1/b; c']", ["10.1/a", "10.1/b; c"]),
        (
            (
                "[Ahab, A; Stubb, C|Sea|1999|7||10.1234/X|pub.1001|12]; "
                "[Flask|Oil|2001||||pub.1002|]; [Pip|Cabin|1851]"
            ),
            ["10.1234/x", "pub.1002", "Pip, Cabin, 1851"],
        ),
    ],
)
def test_references(cell, references):
    if references is None:
        references = [part.strip() for part in cell.split(";") if part.strip()]
    assert references_in(cell) == references

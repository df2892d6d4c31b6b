import numpy as np
import pytest

from graph.relate.names.credit import credited

from .test_lineage import names


def claims(years, introduced, mentions=None):
    """Rows of the papers that keep their claim on the one name."""
    introduced = np.array(introduced)[:, None]
    mentions = np.ones_like(introduced) if mentions is None else np.array(mentions)[:, None]
    kept = credited(names(mentions, introduced), np.array(years, float))
    assert kept.introduced.dtype == bool
    return np.unique(kept.introduced.nonzero()[0]).tolist()


def test_what_three_older_papers_use_is_not_new():
    assert claims([2020, 2018, 2018, 2018, 2021], [1, 0, 0, 0, 0]) == []
    assert claims([2020, 2018, 2018, 2019, 2021], [1, 0, 0, 0, 0]) == [0]  # of 2019: a preprint
    assert claims([2020, 2018, 2018, 2018, 2012], [1, 0, 0, 0, 1]) == [4]


def test_nothing_is_known_without_years():
    nan = np.nan
    assert claims([nan, 2018, 2018, 2018], [1, 0, 0, 0]) == [0]
    assert claims([2020, nan, nan, nan], [1, 0, 0, 0]) == [0]


@pytest.mark.parametrize(("users", "kept"), [(300, []), (310, [0])])
def test_a_few_wrong_years_take_no_claim_away(users, kept):
    years = [2018, 2000, 2000, 2000, *[2020] * (users - 4)]
    assert claims(years, [1] + [0] * (users - 1)) == kept


def test_each_name_is_judged_by_itself():
    mentions = [[1, 1], [0, 1], [0, 1], [0, 1], [1, 0]]
    introduced = [[1, 1], [0, 0], [0, 0], [0, 0], [0, 0]]
    kept = credited(names(mentions, introduced), np.array([2020.0, 2001, 2002, 2003, 1990]))
    assert kept.introduced.toarray()[0].tolist() == [True, False]

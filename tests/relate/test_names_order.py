"""Names that join others take their places in the order of all."""

from hypothesis import given
from hypothesis import strategies as st

from graph.relate.names.assemble import in_order, joining

NAMES = st.text(alphabet="aAäbB1 ", max_size=3)


@given(st.lists(NAMES), st.lists(NAMES))
def test_names_that_come_to_others_in_order_stand_as_if_all_were_put_in_order(known, newer):
    known = [known[at] for at in in_order(known)]
    every = [*known, *newer]
    assert joining(every, len(known)).tolist() == in_order(every)

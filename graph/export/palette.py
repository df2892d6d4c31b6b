"""Colours of communities: told apart by most eyes, on a light and on a dark ground.

The first nine are Paul Tol's "muted" and "bright" qualitative schemes, made for colour-blind
readers (https://sronpersonalpages.nl/~pault/), put in an order in which neighbours differ most.
"""

from __future__ import annotations

import colorsys

FIRST = (
    "#4477aa",
    "#ee8866",
    "#228833",
    "#aa3377",
    "#ccbb44",
    "#66ccee",
    "#cc6677",
    "#44aa99",
    "#8877cc",
    "#999933",
    "#bb7755",
    "#77aadd",
)
ISOLATED = "#9a9a9a"
_GOLDEN_ANGLE = 0.381966


def community_color(community: int) -> str:
    """Colour "#rrggbb" of a community; beyond the palette, hues a golden angle apart."""
    if community < 0:
        return ISOLATED
    if community < len(FIRST):
        return FIRST[community]
    turn = (community * _GOLDEN_ANGLE) % 1
    light = (0.45, 0.58, 0.66)[community % 3]
    return "#" + "".join(f"{round(255 * c):02x}" for c in colorsys.hls_to_rgb(turn, light, 0.5))


def rgb(color: str) -> tuple[int, int, int]:
    """Red, green and blue from 0 to 255 of a colour "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)

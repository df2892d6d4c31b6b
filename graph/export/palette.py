"""Colours of communities: told apart by most eyes, on a light and on a dark ground.

Each colour of `FIRST` is, of those that show on both grounds, the one farthest in OKLab from those
before it, to normal sight and to those who lack one kind of cone (as Machado, Oliveira and
Fernandes simulate it, 2009). So the first few, which are the largest communities, differ most.
"""

from __future__ import annotations

import colorsys

FIRST = (
    *("#2974f0", "#ffa51f", "#b70842", "#43cad7", "#714a96", "#f95774"),
    *("#8e8aca", "#c25c15", "#a2c383", "#35a18b", "#a845c8", "#d68702"),
    *("#dc76fb", "#924c74", "#8c6da7", "#618c55", "#0f6947", "#51baa3"),
    *("#5b45c7", "#b9a95b", "#eb98bb", "#536203", "#29a0ed", "#80befa"),
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

"""Colours that people tell apart, also those who lack a kind of cone."""

import numpy as np
import pytest

from graph.export.palette import FIRST, rgb

# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
SIGHT = {
    "normal": "1 0 0   0 1 0   0 0 1",
    "protanopia": "0.1523 1.0526 -0.2049   0.1145 0.7863 0.0992   -0.0039 -0.0481 1.0520",
    "deuteranopia": "0.3673 0.8606 -0.2280   0.2801 0.6725 0.0474   -0.0118 0.0429 0.9689",
    "tritanopia": "1.2555 -0.0767 -0.1788   -0.0784 0.9308 0.1476   0.0047 0.6914 0.3039",
}
# Björn Ottosson's OKLab (2020), in which equal distances look equal: linear RGB to cones to Lab.
CONES = "0.4122 0.5363 0.0514   0.2119 0.6807 0.1074   0.0883 0.2817 0.6300"
LAB = "0.2105 0.7936 -0.0041   1.9780 -2.4286 0.4506   0.0259 0.7828 -0.8087"


def through(matrix, vectors):
    return vectors @ np.array(matrix.split(), float).reshape(3, 3).T


def linear(colors):
    values = np.array([rgb(color) for color in colors]) / 255
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def oklab(light):
    return through(LAB, np.cbrt(np.clip(through(CONES, light), 0, None)))


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize(("count", "least"), [(6, 0.13), (12, 0.08), (24, 0.05)])
def test_colours_differ_to_every_sight(sight, count, least):
    seen = oklab(through(SIGHT[sight], linear(FIRST[:count])))
    apart = np.linalg.norm(seen[:, None] - seen[None], axis=2) + np.eye(count)
    assert apart.min() > least


@pytest.mark.parametrize("ground", ["#fbfaf7", "#14161b"])
def test_colours_show_on_both_grounds(ground):
    light = linear([ground, *FIRST]) @ np.array([0.2126, 0.7152, 0.0722])
    contrast = (np.maximum(light[1:], light[0]) + 0.05) / (np.minimum(light[1:], light[0]) + 0.05)
    assert contrast.min() > 1.7

"""Polygons mark the cells that they were made of."""

import cv2
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hall_map.exchange.regions import polygons_of
from hall_map.raster import SUBPIXEL_BITS, cells_of


def marked(polygons, shape, resolution):
    mask = np.zeros(shape, np.uint8)
    for polygon in polygons:
        cv2.fillPoly(mask, [cells_of(polygon, resolution)], 1, shift=SUBPIXEL_BITS)
    return mask.astype(bool)


@settings(max_examples=300, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 14), st.integers(1, 14))), st.sampled_from([0.05, 0.03, 1.0]))
def test_any_cells_come_back_as_they_were(mask, resolution):
    polygons = list(polygons_of(mask, resolution))
    assert all(len(polygon) >= 3 for polygon in polygons)
    assert (marked(polygons, mask.shape, resolution) == mask).all()


def test_a_ring_in_a_ring_comes_back():
    mask = np.zeros((40, 60), bool)
    mask[2:38, 2:58], mask[6:34, 6:54], mask[12:28, 15:40], mask[18:22, 20:30] = True, False, True, False
    assert (marked(polygons_of(mask, 0.1), mask.shape, 0.1) == mask).all()


def test_a_rectangle_is_one_polygon_of_four_corners():
    mask = np.zeros((10, 10), bool)
    mask[2:5, 3:9] = True
    (polygon,) = polygons_of(mask, 0.1)
    assert set(polygon) == {(0.35, 0.25), (0.85, 0.25), (0.85, 0.45), (0.35, 0.45)}

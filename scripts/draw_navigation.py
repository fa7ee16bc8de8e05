"""Draw what a robot plans on: the costmap with a route, and the cost-to-go field of a window, for `docs/navigation.md`.

    make pictures
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from hall_map import Point, load, rasterise
from robot_guide.navigation import NavigationConfig
from robot_guide.navigation.cost_to_go import CostToGo
from robot_guide.navigation.costmap import INSCRIBED, LETHAL, MOST, Costmap
from robot_guide.navigation.planning import factors_of, plan

ROOT = Path(__file__).resolve().parents[1]
HALL, WINDOW, ROBOT = ROOT / "maps" / "putuo", "B01", "xiao_pu"
PICTURES = ROOT / "docs" / "pictures"
WALL, CLOSED, INK, ROUTE = (60, 52, 46), (176, 166, 158), (40, 30, 20), (200, 70, 20)  # BGR
EVERY = 2.0  # m in the open between two lines of the field
LARGER = 1  # pixels a cell


def main() -> None:
    hall, config = load(HALL), NavigationConfig()
    costs = config.costmap
    costmap = Costmap.from_grid(rasterise(hall, 0.05), costs.radius + costs.margin, costs.inflation, costs.decay)
    start, goal = hall.dock_of[ROBOT].pose, hall.window_by_id[WINDOW].stop
    route = plan(costmap, start, goal, comfort=config.planning.comfort)
    factors = factors_of(config.planning.comfort)
    field = CostToGo.of(costmap, factors, costmap.cell_of(*goal.xy))
    left = field.left.reshape(costmap.padded_cost.shape)[1:-1, 1:-1] * costmap.resolution
    for name, image in (("costmap", costs_in_colour(costmap)), ("cost_to_go", field_in_colour(costmap, left))):
        picture = upright(image)
        draw_way(picture, costmap, route.points)
        for point, filled in ((start.xy, False), (goal.xy, True)):
            draw_end(picture, costmap, point, filled=filled)
        cv2.imwrite(str(PICTURES / f"{name}.png"), picture)
        print(f"docs/pictures/{name}.png")


def costs_in_colour(costmap: Costmap) -> np.ndarray:
    """(rows, columns, 3) uint8, BGR: white where a metre costs a metre, the darker blue the dearer."""
    share = np.minimum(costmap.cost, MOST)[..., None] / MOST
    image = (255 - share * (255 - np.array([150.0, 90.0, 30.0]))).astype(np.uint8)
    return with_walls(image, costmap)


def field_in_colour(costmap: Costmap, left: np.ndarray) -> np.ndarray:
    """As `costs_in_colour`: from bright at the goal to dark far from it, with a line every few metres."""
    reached = np.isfinite(left)
    share = np.zeros(left.shape, np.uint8)
    share[reached] = 255 - (left[reached] / left[reached].max() * 200).astype(np.uint8)
    image = cv2.applyColorMap(share, cv2.COLORMAP_VIRIDIS)
    level = np.where(reached, np.floor(np.where(reached, left, 0.0) / EVERY), -1.0)
    edge = np.zeros(left.shape, bool)
    edge[:, 1:] |= level[:, 1:] != level[:, :-1]
    edge[1:] |= level[1:] != level[:-1]
    image[edge & reached] = (image[edge & reached] * 0.6).astype(np.uint8)
    image[~reached] = CLOSED
    return with_walls(image, costmap)


def with_walls(image: np.ndarray, costmap: Costmap) -> np.ndarray:
    image[costmap.cost == INSCRIBED] = CLOSED
    image[costmap.cost == LETHAL] = WALL
    return image


def upright(image: np.ndarray) -> np.ndarray:
    """Larger, and north above."""
    return np.ascontiguousarray(np.repeat(np.repeat(image[::-1], LARGER, axis=0), LARGER, axis=1))


def pixels(picture: np.ndarray, costmap: Costmap, points: np.ndarray) -> np.ndarray:
    """(N, 2) int32: where points (N, 2), m, are in a picture, in sixteenths of a pixel."""
    cells = (np.asarray(points) - costmap.origin) / costmap.resolution * LARGER
    cells[:, 1] = picture.shape[0] - cells[:, 1]
    return np.round(cells * 16).astype(np.int32)


def draw_way(picture: np.ndarray, costmap: Costmap, points: np.ndarray) -> None:
    way = [pixels(picture, costmap, points)]
    for colour, width in (((255, 255, 255), 7), (ROUTE, 3)):
        cv2.polylines(picture, way, False, colour, width, cv2.LINE_AA, 4)


def draw_end(picture: np.ndarray, costmap: Costmap, point: Point, *, filled: bool) -> None:
    middle = tuple(int(value) for value in pixels(picture, costmap, np.array([point]))[0])
    cv2.circle(picture, middle, 7 * 16, (255, 255, 255), cv2.FILLED, cv2.LINE_AA, 4)
    cv2.circle(picture, middle, 5 * 16, ROUTE if filled else INK, cv2.FILLED if filled else 2, cv2.LINE_AA, 4)


if __name__ == "__main__":
    main()

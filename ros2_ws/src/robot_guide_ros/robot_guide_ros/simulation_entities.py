"""Services by which robots and people of the running simulator are found, put in, taken out and carried about.

Names and types are those of the package simulation_interfaces. Of its releases, those after 1.6 name the resource of
what is spawned in a message of its own and say which parts of a state are meant; both forms are understood.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path

import yaml
from geometry_msgs.msg import Pose, Quaternion, Vector3
from rclpy.node import Node
from simulation_interfaces.msg import Bounds, EntityCategory, EntityFilters, EntityState, Result
from simulation_interfaces.srv import DeleteEntity, GetEntities, GetEntityState, SetEntityState, SpawnEntity

from hall_map import Point
from hall_sim import ScenarioError, World
from hall_sim.entities import Entities, Entity, NameTakenError, NoRoomError, NoSuchEntityError, NotAllowedError
from hall_sim.scenario_file import read_visitor
from robot_guide_ros import convert, topics
from robot_guide_ros.simulation_state import failed, ok

WORLD_FRAMES = ("", "world", convert.MAP)
CATEGORY = {"robot": EntityCategory.CATEGORY_ROBOT}  # all others are people
# Names have 64 letters at most: so bounded, the longest search found takes 0.03 s.
LONGEST_PATTERN, MOST_CHOICES, REPEATED_GROUP = 100, 3, re.compile(r"\)[*+{]")
INVALID_POSE = getattr(SetEntityState.Response, "INVALID_POSE", 101)  # not in releases before 1.6.1


class InvalidPoseError(ValueError):
    """A pose that means nothing here."""


class SimulationEntities:
    """changed: called when somebody has been put in, taken out or carried."""

    def __init__(self, node: Node, world: World, changed: Callable[[], None]):
        self.world, self.changed = world, changed
        self.entities = Entities(world)
        topics.GET_ENTITIES.server(node, self.tell_names)
        topics.GET_ENTITY_STATE.server(node, self.tell_state)
        topics.SET_ENTITY_STATE.server(node, self.carry)
        topics.SPAWN_ENTITY.server(node, self.spawn)
        topics.DELETE_ENTITY.server(node, self.delete)

    def forget(self) -> None:
        """The world has begun again."""
        self.entities = Entities(self.world)

    def remove_brought(self) -> None:
        """Take out everybody who has been put in."""
        self.entities.remove_brought()
        self.changed()

    def tell_names(self, request: GetEntities.Request, answer: GetEntities.Response) -> GetEntities.Response:
        filters = request.filters
        if filters.tags.tags:
            answer.result = failed("nothing here has tags", Result.RESULT_FEATURE_UNSUPPORTED)
        elif filters.bounds.type == Bounds.TYPE_CONVEX_HULL:
            answer.result = failed("bounds are boxes or spheres here", Result.RESULT_FEATURE_UNSUPPORTED)
        else:
            try:
                pattern = pattern_of(filters.filter)
                answer.entities = [entity.name for entity in self.entities if passes(entity, pattern, filters)]
                answer.result = ok()
            except ValueError as error:
                answer.result = failed(f"filters: {error}")
        return answer

    def tell_state(self, request: GetEntityState.Request, answer: GetEntityState.Response) -> GetEntityState.Response:
        try:
            answer.state, answer.result = state_to_msg(self.entities[request.entity], self.world.t), ok()
        except NoSuchEntityError as error:
            answer.result = failed(str(error), Result.RESULT_NOT_FOUND)
        return answer

    def carry(self, request: SetEntityState.Request, answer: SetEntityState.Response) -> SetEntityState.Response:
        twist = request.state.twist
        if getattr(request, "set_twist", True) and any(map(any, map(axes, (twist.linear, twist.angular)))):
            reason = "speeds cannot be set: robots drive by cmd_vel, and people walk by themselves"
            answer.result = failed(reason, Result.RESULT_FEATURE_UNSUPPORTED)
        elif not getattr(request, "set_pose", True):
            answer.result = ok()
        else:
            answer.result = self.attempt(lambda: self.move(request), {InvalidPoseError: INVALID_POSE})
        return answer

    def move(self, request: SetEntityState.Request) -> None:
        self.entities.move(request.entity, pose_of(request.state.header.frame_id, request.state.pose))

    def spawn(self, request: SpawnEntity.Request, answer: SpawnEntity.Response) -> SpawnEntity.Response:
        resource = getattr(request, "entity_resource", request)
        codes = {
            InvalidPoseError: answer.INVALID_POSE, NoRoomError: answer.INVALID_POSE,
            NameTakenError: answer.NAME_NOT_UNIQUE, ScenarioError: answer.RESOURCE_PARSE_ERROR,
            NotAllowedError: answer.RESOURCE_PARSE_ERROR, ValueError: answer.NAME_INVALID,
        }  # fmt: skip
        if request.entity_namespace:
            answer.result = failed("people have no topics to put into a namespace", answer.NAMESPACE_INVALID)
        elif resource.uri not in ("", "person", "standing_person"):
            answer.result = failed(f"uri: person or standing_person, got {resource.uri!r}", answer.UNSUPPORTED_FORMAT)
        elif not resource.uri and not resource.resource_string:
            answer.result = failed("uri and resource_string are empty", answer.NO_RESOURCE)
        else:
            answer.result = self.attempt(lambda: self.bring(request, resource, answer), codes)
        return answer

    def bring(self, request: SpawnEntity.Request, resource: object, answer: SpawnEntity.Response) -> None:
        pose = request.initial_pose
        at = pose_of(pose.header.frame_id, pose.pose).xy
        keys = {} if resource.uri else visitor_keys(resource.resource_string)
        name = request.name or str(keys.get("name") or "")
        if request.allow_renaming:
            name = self.entities.free_name(name or resource.uri or "visitor")
        if not name:
            raise ValueError("a name is needed, or allow_renaming")
        if resource.uri:
            self.entities.bring_walker(name, at, standing=resource.uri == "standing_person")
        else:
            config = read_visitor({**keys, "name": name}, "resource_string", 0, Path())
            self.entities.bring_visitor(config, at)
        answer.entity_name = name

    def delete(self, request: DeleteEntity.Request, answer: DeleteEntity.Response) -> DeleteEntity.Response:
        answer.result = self.attempt(lambda: self.entities.remove(request.entity), {})
        return answer

    def attempt(self, work: Callable[[], None], codes: dict[type[Exception], int]) -> Result:
        """Change the world, or say why that cannot be."""
        codes = {NoSuchEntityError: Result.RESULT_NOT_FOUND, **codes}
        try:
            work()
        except (NoSuchEntityError, ScenarioError, ValueError) as error:
            code = next((code for kind, code in codes.items() if isinstance(error, kind)), None)
            return failed(str(error), Result.RESULT_OPERATION_FAILED if code is None else code)
        self.changed()
        return ok()


def visitor_keys(text: str) -> dict[str, object]:
    """The keys of a visitor. Raises ScenarioError: it is no YAML mapping."""
    try:
        keys = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ScenarioError("resource_string", f"it is no YAML: {error}") from error
    if not isinstance(keys, dict):
        raise ScenarioError("resource_string", "it must be a mapping with the keys of a visitor", "{ask: …}")
    return keys


def pose_of(frame: str, pose: Pose) -> convert.Pose2D:
    """Raises InvalidPoseError: another frame than the world's, or no direction."""
    if frame not in WORLD_FRAMES:
        raise InvalidPoseError(f"poses are in the frame map, got {frame!r}")
    if not math.isclose(math.hypot(*axes(pose.orientation)), 1.0, abs_tol=1e-3):
        raise InvalidPoseError("the orientation must be a quaternion of length 1")
    return convert.pose_from_msg(pose)


def axes(vector: Vector3 | Quaternion) -> tuple[float, ...]:
    return tuple(getattr(vector, axis) for axis in "xyzw" if hasattr(vector, axis))


def state_to_msg(entity: Entity, stamp: float) -> EntityState:
    msg = EntityState(header=convert.header(stamp, convert.MAP), pose=convert.pose_to_msg(entity.pose))
    msg.twist.linear.x, msg.twist.linear.y = map(float, entity.velocity)
    msg.twist.angular.z = float(entity.turning)
    return msg


def pattern_of(text: str) -> re.Pattern[str]:
    """Of names. Raises ValueError: it is none, or could be held against a name for longer than anybody waits."""
    choices = sum(text.count(mark) for mark in "*+?{(")
    if len(text) > LONGEST_PATTERN or choices > MOST_CHOICES or REPEATED_GROUP.search(text):
        few = f"at most {LONGEST_PATTERN} letters and {MOST_CHOICES} of * + ? {{ (, and repeats no group"
        raise ValueError(f"a pattern has {few}, got {text:.120}")
    try:
        return re.compile(text)
    except (re.error, OverflowError) as error:
        raise ValueError(f"{text!r} is no pattern: {error}") from error


def passes(entity: Entity, pattern: re.Pattern[str], filters: EntityFilters) -> bool:
    """Raises ValueError: filters that make no sense."""
    categories = [each.category for each in filters.categories]
    if categories and CATEGORY.get(entity.kind, EntityCategory.CATEGORY_HUMAN) not in categories:
        return False
    return pattern.search(entity.name) is not None and reaches_into(entity.pose.xy, entity.radius, filters.bounds)


def reaches_into(at: Point, radius: float, bounds: Bounds) -> bool:
    """Whether a disc overlaps a sphere or a box, seen from above. Raises ValueError: bounds without two points."""
    if bounds.type == Bounds.TYPE_EMPTY:
        return True
    if len(bounds.points) != 2:
        raise ValueError(f"bounds need two points, got {len(bounds.points)}")
    (ax, ay), (bx, by) = ((point.x, point.y) for point in bounds.points)
    if bounds.type == Bounds.TYPE_SPHERE:
        return math.dist(at, (ax, ay)) <= bx + radius
    nearest = min(max(at[0], min(ax, bx)), max(ax, bx)), min(max(at[1], min(ay, by)), max(ay, by))
    return math.dist(at, nearest) <= radius

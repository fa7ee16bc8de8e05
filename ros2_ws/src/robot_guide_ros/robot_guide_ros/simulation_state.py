"""Services by which time in the simulator stands, passes step by step, passes on, or begins again.

Names and types are those of the package simulation_interfaces, so that the tools that know it work here, too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rclpy.node import Node
from rclpy.task import Future
from simulation_interfaces.msg import Result, SimulationState, SimulatorFeatures
from simulation_interfaces.srv import (
    GetSimulationState,
    GetSimulatorFeatures,
    ResetSimulation,
    SetSimulationState,
    StepSimulation,
)

from robot_guide_ros import topics

STOPPED, PLAYING, PAUSED = SimulationState.STATE_STOPPED, SimulationState.STATE_PLAYING, SimulationState.STATE_PAUSED
SCOPES = ResetSimulation.Request.SCOPE_TIME, ResetSimulation.Request.SCOPE_STATE, ResetSimulation.Request.SCOPE_SPAWNED
FEATURES = (
    "SPAWNING", "DELETING", "SPAWNING_RESOURCE_STRING", "ENTITY_CATEGORIES", "ENTITY_BOUNDS_BOX",
    "ENTITY_STATE_GETTING", "ENTITY_STATE_SETTING", "SIMULATION_RESET", "SIMULATION_RESET_SPAWNED",
    "SIMULATION_STATE_GETTING", "SIMULATION_STATE_SETTING", "SIMULATION_STATE_PAUSE", "STEP_SIMULATION_SINGLE",
    "STEP_SIMULATION_MULTIPLE",
)  # fmt: skip
FORMATS = ("person", "standing_person", "visitor")
HINT = (
    "uri: person or standing_person; a visitor has an empty uri, and as resource_string the keys of a scenario's "
    "visitor in YAML, such as {ask: 带我去A02窗口, robot: xiao_pu}"
)


def ok() -> Result:
    return Result(result=Result.RESULT_OK)


def failed(reason: str, code: int = Result.RESULT_OPERATION_FAILED) -> Result:
    return Result(result=code, error_message=reason)


@dataclass
class Steps:
    """Steps that have been asked for while time stands."""

    left: int
    taken: Future


class SimulationStates:
    """Whether the world may take its next step.

    reset: begins the world again; remove_brought: takes out who has been put in.
    """

    def __init__(self, node: Node, reset: Callable[[], None], remove_brought: Callable[[], None]):
        self.state, self.steps = STOPPED, None
        self.reset, self.remove_brought = reset, remove_brought
        topics.GET_SIMULATION_STATE.server(node, self.tell_state)
        topics.SET_SIMULATION_STATE.server(node, self.change_state)
        topics.STEP_SIMULATION.server(node, self.step)
        topics.RESET_SIMULATION.server(node, self.begin_again)
        topics.GET_SIMULATOR_FEATURES.server(node, self.tell_features)

    @property
    def passing(self) -> bool:
        """Whether time passes, on and on or for some steps."""
        return self.state == PLAYING or self.steps is not None

    def stepped(self) -> None:
        """The world has taken a step."""
        if self.steps is not None:
            self.steps.left -= 1
            if not self.steps.left:
                self.end_steps(ok())

    def end_steps(self, result: Result) -> None:
        if self.steps is not None:
            steps, self.steps = self.steps, None
            steps.taken.set_result(result)

    def enter(self, state: int) -> None:
        """Steps that are still due are given up."""
        self.end_steps(failed("the simulation was played, stopped or reset before all steps were taken"))
        self.state = state

    def tell_state(
        self, _: GetSimulationState.Request, answer: GetSimulationState.Response
    ) -> GetSimulationState.Response:
        answer.state.state, answer.result = self.state, ok()
        return answer

    def change_state(
        self, request: SetSimulationState.Request, answer: SetSimulationState.Response
    ) -> SetSimulationState.Response:
        wanted = request.state.state
        if wanted == self.state:
            answer.result = failed("it is in this state already", answer.ALREADY_IN_TARGET_STATE)
        elif wanted not in (STOPPED, PLAYING, PAUSED):
            answer.result = failed("it can be stopped, played and paused", answer.INCORRECT_TRANSITION)
        else:
            self.enter(wanted)
            if wanted == STOPPED:
                self.reset()
            answer.result = ok()
        return answer

    async def step(self, request: StepSimulation.Request, answer: StepSimulation.Response) -> StepSimulation.Response:
        if self.state != PAUSED:
            answer.result = failed("the simulation must be paused first")
        elif self.steps is not None:
            answer.result = failed("earlier steps are still being taken")
        elif not request.steps:
            answer.result = ok()
        else:
            self.steps = Steps(request.steps, Future())
            answer.result = await self.steps.taken
        return answer

    def begin_again(
        self, request: ResetSimulation.Request, answer: ResetSimulation.Response
    ) -> ResetSimulation.Response:
        time, state, spawned = ((request.scope or request.SCOPE_ALL) & scope for scope in SCOPES)
        if time and state and spawned:
            self.enter(self.state)
            self.reset()
            answer.result = ok()
        elif time or state:
            reason = "time, state and what was spawned are reset together, or what was spawned alone"
            answer.result = failed(reason, Result.RESULT_FEATURE_UNSUPPORTED)
        else:
            self.remove_brought()
            answer.result = ok()
        return answer

    def tell_features(
        self, _: GetSimulatorFeatures.Request, answer: GetSimulatorFeatures.Response
    ) -> GetSimulatorFeatures.Response:
        features = [getattr(SimulatorFeatures, name) for name in FEATURES]
        answer.features = SimulatorFeatures(features=features, spawn_formats=list(FORMATS), custom_info=HINT)
        return answer

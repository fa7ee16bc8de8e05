"""The lifecycle states of Nav2's nodes, as far as clients of Nav2 wait for them before they send anything."""

from __future__ import annotations

from lifecycle_msgs.msg import State
from lifecycle_msgs.srv import GetState
from rclpy.lifecycle import LifecycleNode

from robot_guide_ros import topics


class Nav2States:
    """`bt_navigator/get_state` and `amcl/get_state`: of the navigator that does the work of both."""

    def __init__(self, node: LifecycleNode):
        self.node = node
        self.servers = [state.server(node, self.tell) for state in (topics.BT_NAVIGATOR_STATE, topics.AMCL_STATE)]

    def tell(self, _: GetState.Request, response: GetState.Response) -> GetState.Response:
        id_, label = self.node._state_machine.current_state
        response.current_state = State(id=id_, label=label)
        return response

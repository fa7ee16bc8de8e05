"""Nav2's simple action server from outside: one goal is pursued, a newer one waits until the tree looks at it."""

from action_msgs.msg import GoalStatus
from nav2_msgs.action import NavigateToPose
from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.task import Future

LIVE = (GoalStatus.STATUS_ACCEPTED, GoalStatus.STATUS_EXECUTING, GoalStatus.STATUS_CANCELING)


class Pursued:
    """A goal that has been accepted."""

    def __init__(self, handle):
        self.handle, self.result = handle, Future()

    def end(self, how, error_code=0, error_msg=""):
        """`how`: succeed, abort or canceled; a goal that is being taken back ends as canceled, as in Nav2."""
        if self.result.done():
            return
        cancelling = how != "succeed" and self.handle.is_cancel_requested
        getattr(self.handle, "canceled" if cancelling else how)()
        self.result.set_result(NavigateToPose.Result(error_code=error_code, error_msg=error_msg))


class Goals:
    """`is_active`: whether goals are taken on; an inactive server answers, and refuses."""

    def __init__(self, node, is_active):
        self.is_active = is_active
        self.current = self.pending = None
        self.refused = 0
        self.by_id = {}
        self.server = ActionServer(
            node, NavigateToPose, "navigate_to_pose", self.execute, goal_callback=self.judge,
            handle_accepted_callback=self.accept, cancel_callback=lambda handle: CancelResponse.ACCEPT,
        )  # fmt: skip

    def judge(self, _):
        if self.is_active():
            return GoalResponse.ACCEPT
        self.refused += 1
        return GoalResponse.REJECT

    def accept(self, handle):
        goal = Pursued(handle)
        self.by_id[bytes(handle.goal_id.uuid)] = goal
        if self.current is None:
            self.current = goal
        else:
            if self.pending is not None:
                self.pending.end("abort")
            self.pending = goal
        handle.execute()

    async def execute(self, handle):
        return await self.by_id[bytes(handle.goal_id.uuid)].result

    def take_pending(self):
        """Pursue the goal that waits; the one before it is aborted, with an empty result."""
        self.current.end("abort")
        self.current, self.pending = self.pending, None

    def end(self, how, error_code=0, error_msg=""):
        """The pursuit is over; with a cancel, so is that of whatever waits."""
        self.current.end(how, error_code, error_msg)
        if how == "canceled" and self.pending is not None:
            self.pending.end("abort")
            self.pending = None
        self.current, self.pending = self.pending, None

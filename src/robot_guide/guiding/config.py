"""Settings of guiding."""

from __future__ import annotations

from dataclasses import dataclass

from robot_guide.config import Checked, quantity
from robot_guide.guiding.prompts import PromptConfig


@dataclass(frozen=True)
class VisitorConfig(Checked):
    """Which of the people around is the robot's visitor."""

    reach: float = quantity(3.0, "m", above=0.0)  # a visitor is first looked for within this distance
    behind_penalty: float = quantity(1.0, "m", least=0.0)  # somebody straight behind counts as this much farther
    walking_penalty: float = quantity(1.5, "s", least=0.0)  # who walks by does not ask: m farther for each m/s
    company: float = quantity(2.5, "m", above=0.0)  # who walks this near while the robot drives keeps it company
    ahead: float = quantity(1.0, "rad", above=0.0)  # nobody follows who walks in front of the robot, this wide
    same_speed: float = quantity(0.4, "m/s", above=0.0)  # who follows walks about as fast as the robot drives
    proven: float = quantity(2.0, "m", above=0.0)  # of company prove that it is the visitor who follows
    doubt: float = quantity(0.6, "m", above=0.0)  # more company than an unproven visitor's, and it is somebody else
    certainty: float = quantity(1.5, "m", above=0.0)  # the same for a proven one
    benefit: float = quantity(2.0, "s", least=0.0)  # a visitor hidden for no longer is believed to follow still
    swap: float = quantity(1.0, "m", above=0.0)  # who comes this near to the visitor may be mistaken for them
    appear: float = quantity(1.8, "m", above=0.0)  # so may whoever is seen for the first time this near
    rival: float = quantity(1.8, "m", above=0.0)  # who stands as near to the robot may be the visitor instead
    leaving: float = quantity(0.3, "m/s", above=0.0)  # away from the robot: nobody follows like that
    stray: float = quantity(3.0, "m", above=0.0)  # who is farther away, or unseen for `stray_time`, has strayed
    stray_time: float = quantity(2.5, "s", above=0.0)
    gate: float = quantity(0.8, "m", above=0.0)  # a lost track is taken up again within this distance,
    gate_growth: float = quantity(0.9, "m/s", least=0.0)  # which grows while nobody is there,
    gate_most: float = quantity(4.5, "m", above=0.0)  # up to this
    coasting: float = quantity(1.2, "s", least=0.0)  # how long the last velocity is believed
    fade: float = quantity(6.0, "s", above=0.0)  # unseen for this long, the belief has fallen to 1/e
    believed: float = quantity(0.25, "", above=0.0, most=1.0)  # below this the visitor is lost
    smoothing: float = quantity(0.2, "s", above=0.0)  # of the visitor's pace


PROMPTS = PromptConfig()


@dataclass(frozen=True)
class GuideConfig(Checked):
    """How a visitor is led."""

    speed: float = quantity(1.0, "m/s", above=0.0)  # of leading at most, at the normal pace
    home_speed: float = quantity(0.7, "m/s", above=0.0)  # without a visitor
    creep: float = quantity(0.15, "m/s", above=0.0)  # it leads no slower than this, unless it stops
    standing: float = quantity(0.2, "m/s", above=0.0)  # a slower visitor stands
    beside: float = quantity(1.0, "m", least=0.0)  # when a visitor farther behind than this stops, so does the robot;
    stood_for: float = quantity(3.0, "s", above=0.0)  # one who stands for longer than this is called
    insist_after: float = quantity(6.0, "s", above=0.0)  # one who still stands, but near, is led on
    doubtful: float = quantity(2.0, "m", least=0.0)  # that much farther, if it may have taken another for the visitor;
    near: float = quantity(2.7, "m", above=0.0)  # a visitor this near is with the robot
    ease: float = quantity(0.4, "m/s", least=0.0)  # nobody is taken for slower than this, who may be just setting off
    comfort: float = quantity(2.1, "m", above=0.0)  # the gap that it keeps
    eagerness: float = quantity(0.6, "1/s", above=0.0)  # how much slower it goes for each metre that they are farther
    keenness: float = quantity(1.5, "1/s", above=0.0)  # behind, and how much faster for each that they are nearer
    stop_gap: float = quantity(5.0, "m", above=0.0)  # farther behind than this, it waits
    out_of_sight: float = quantity(4.0, "s", above=0.0)  # unseen for longer than this, it waits
    search_after: float = quantity(6.0, "s", above=0.0)  # of waiting for who is out of sight, it goes back, once
    patience: float = quantity(20.0, "s", above=0.0)  # of waiting, then it goes back or has been and gives up
    search: float = quantity(40.0, "s", above=0.0)  # going back takes no longer than this
    longest_pause: float = quantity(180.0, "s", above=0.0)  # then the visitor counts as gone
    home_again: float = quantity(10.0, "s", above=0.0)  # with no way to the dock, it is tried as often as this
    blocked_after: float = quantity(2.0, "s", least=0.0)  # in the way for longer than this is worth a word,
    blocked_again: float = quantity(10.0, "s", above=0.0)  # but not more often than this
    stuck: float = quantity(60.0, "s", above=0.0)  # having got nowhere for this long, it gives up and offers a person
    usual: float = quantity(0.95, "m/s", above=0.0)  # how fast a walk gets on, at first guess;
    trust: float = quantity(4.0, "s", above=0.0)  # a guess that weighs as much as so long a walk
    setting_off: float = quantity(2.5, "s", least=0.0)  # until both are under way
    turning: float = quantity(1.2, "s", least=0.0)  # that it takes to come to rest and turn to the visitor
    least_pace: float = quantity(0.4, "", above=0.0, most=1.0)
    most_pace: float = quantity(1.25, "", least=1.0)
    at_hand: float = quantity(1.7, "m", above=0.0)  # so near to the goal the visitor is there, too;
    come_up: float = quantity(3.0, "s", least=0.0)  # who stands near the robot for this long comes no nearer
    out_of_reach: float = quantity(1.9, "m", above=0.0)  # of the goal; who stands farther off is given twice that time
    there: float = quantity(0.12, "m", least=0.0)  # so near to the goal it turns to the visitor at once;
    before_it: float = quantity(1.0, "m", least=0.0)  # so near to the goal it gives up coming nearer, if people stand
    facing: float = quantity(0.5, "rad", above=0.0)  # later only to one who stands farther aside
    meet: float = quantity(1.8, "m", above=0.0)  # so near to another robot's visitor it is with them
    prompts: PromptConfig = PROMPTS
    visitor: VisitorConfig = VisitorConfig()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.comfort < self.near < self.stop_gap:
            raise ValueError(
                f"stop_gap must be > near > comfort, got {self.stop_gap}, {self.near} and {self.comfort} m"
            )

"""How the nodes of a graph are, gathered from outside and drawn on a terminal: `robot-guide top`. No ROS in here."""

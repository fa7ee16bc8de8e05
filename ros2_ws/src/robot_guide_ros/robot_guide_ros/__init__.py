"""The robots' cores as ROS 2 nodes. `topics` holds what they say to each other, `convert` makes values of messages."""

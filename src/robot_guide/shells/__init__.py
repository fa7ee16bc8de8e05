"""What runs the cores: the lockstep shell in one process, the ROS 2 shell in many."""

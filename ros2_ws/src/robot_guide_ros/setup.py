from setuptools import setup

PACKAGE = "robot_guide_ros"
NODES = ("hall_map", "hall_sim", "navigator", "guide", "conversation", "dispatch", "voice", "ears", "microphone",
         "console", "story", "discovery_server", "top", "monitor", "people")  # fmt: skip

setup(
    name=PACKAGE,
    version="0.1.0",
    packages=[PACKAGE, f"{PACKAGE}.nodes"],
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{PACKAGE}"]),
        (f"share/{PACKAGE}", ["package.xml"]),
    ],
    zip_safe=True,
    license="Apache-2.0",
    description="The cores of the robot guide as ROS 2 nodes: convert, call the core, publish.",
    maintainer="Robot guide developers",
    maintainer_email="developers@robot-guide.invalid",
    entry_points={"console_scripts": [f"{node} = {PACKAGE}.nodes.{node}:main" for node in NODES]},
)

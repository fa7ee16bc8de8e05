"""Right of way: how robots that share a floor keep out of each other's way, with no master.

`space_time`, `prioritised`, `pibt`: planning for several on a grid. `lattice`, `course`, `detours`, `giving_way`: what
one robot of the hall decides with it, from what the others tell.
"""

"""The sheet (报盘): writing it, reading it back, marking what is wrong in it.

Nothing is imported here: whoever reads a sheet loads neither what writes one nor what marks one.
"""

"""Faults on purpose: a visitor is led on the real graph, something breaks half way, and what follows is measured."""

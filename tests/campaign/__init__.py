"""The long loops: cards torn at every moment, processes killed at every step, whole busy days.

``python -m tests.campaign`` runs all of it and prints what it tried; a sample runs with the tests.
"""

"""How submissions look on disk: workbooks and text files by the forms, and the folder that holds them.

It knows the forms and the submissions, not the world.
"""

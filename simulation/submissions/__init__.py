"""Who sends what of it, and when: the forms as filled in, on time or late, whole or hasty, now and then wrong.

It knows the world and the forms' fields, not how a file looks.
"""

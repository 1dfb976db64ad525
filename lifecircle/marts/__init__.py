"""The published marts, opened, read and copied: the only SQL outside `dbt_project/`, and it decides nothing.

It chooses rows by equal values and puts them in order; what takes more is a mart or a column of one.
"""

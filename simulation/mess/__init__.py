"""The mess that people make of forms: names, kinds of file, layouts, handwriting and faults.

The faults are those of docs/contract/submissions.md, Findings.

It turns submissions into parcels.  Each decision has its own chance, named by the submission, so that a longer span
changes nothing about the files that it shares with a shorter one.
"""

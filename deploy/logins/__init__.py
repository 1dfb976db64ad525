"""Who may log in to Airflow where several people share it, how, and what each may do there.

`make up`, which is one person's own machine, does without: see `deploy/local_airflow.py`.
"""

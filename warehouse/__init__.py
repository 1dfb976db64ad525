"""MODEL: landed rows -> warehouse -> assessment.  Runs dbt; the only writer of the warehouse file."""

"""SHOW: marts -> figures, advice, pages, workbook and paper.  Publishes nothing."""

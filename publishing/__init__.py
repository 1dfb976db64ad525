"""PUBLISH: the marts as a snapshot for BI, and the quarters' scorecards as versions that a named person approved.

published/<quarter>/draft/      written again whenever its content changes (docs/contract/assessment.md, As of)
published/<quarter>/v1/, v2/    never written again: pages, scorecard.xlsx, scorecard.pdf, marts/, manifest.json
published/index.html            lists them all
publications/versions.parquet   a row a version, which the warehouse reads as `marts.publication`
"""

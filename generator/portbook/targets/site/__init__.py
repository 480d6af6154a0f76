"""The published map: pages for people, and the data that their scripts read.

Model in, files out, as for every other target. Pages are Markdown whose tables and pictures are
raw HTML: every builder that reads mkdocs.yml shows them alike, and quickly.
"""

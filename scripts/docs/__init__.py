"""The pages and files of the guide that are made from the code."""

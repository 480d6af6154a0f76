"""What is generated: one module a target, each pure, model in and files out."""

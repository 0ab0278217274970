"""Assessment → Documents: one function a question that a reader has; values, no language and no format."""

"""The report on trials of driving: its charts and its page, made of figures that others have measured."""

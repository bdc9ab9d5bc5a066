"""The import page: a file becomes companies, clients or contacts in five steps, and can be taken back."""

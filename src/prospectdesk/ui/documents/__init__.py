"""The list of printed documents, and letters printed in a batch."""

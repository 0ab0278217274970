"""Streamlit's own words, which it offers no way to translate; house.js replaces them on the screen."""

from __future__ import annotations

from core.i18n import N_

WORDS = (
    N_("Upload"),
    N_("Browse files"),
    N_("Drag and drop a file here"),
    N_("Drag and drop file here"),
    N_("Drag and drop files here"),
    N_("Add files"),
    N_("Error uploading file"),
    N_("Error deleting file"),
    N_("Remove file"),
    N_("No results"),
    N_("No options"),
    N_("Clear value"),
    N_("Clear all"),
    N_("Select all"),
    N_("Choose an option"),
    N_("Select an option"),
    N_("Type to search"),
    N_("Selectbox options"),
    N_("Connecting"),
    N_("Connecting..."),
    N_("Connection error"),
    N_("Connection lost. Please wait for the app to reconnect, then try again."),
    N_("Running..."),
    N_("Stopping..."),
    N_("Stop"),
    N_("Rerun"),
    N_("Always rerun"),
    N_("Close"),
    N_("Cancel"),
    N_("Page not found"),
    N_("The page that you have requested does not seem to exist. Running the app's main page."),
    N_("Streamlit server is not responding. Are you connected to the internet?"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Download failed"),
    N_("Download as PNG"),
    N_("Copy Vega-Lite spec"),
    N_("Show data"),
    N_("Show chart"),
    N_("Loading..."),
    N_("Main menu"),
    N_("Skip to main content"),
)
#: Words with figures or names in them: a pattern with named groups, and the message that takes them.
PATTERNS = (
    (r"^(?:Limit )?(?<size>\d[\d.]*) ?(?<unit>[KMG]?B) per file$", N_("{size} {unit} per file")),
    (r"^File must be (?<size>[\d.]+) ?(?<unit>[KMG]?B) or smaller\.$", N_("File must be {size} {unit} or smaller.")),
    (r"^(?<type>.+) files are not allowed\.$", N_("{type} files are not allowed.")),
    (r"^Remove (?<name>.+)$", N_("Remove {name}")),
)

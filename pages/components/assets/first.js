// Runs before all else, in any browser: nothing here is newer than ES5.
// The policy forbids WebAssembly; without this, Streamlit's protobuf would try it on every page, be refused,
// and fall back to what it uses here at once.
delete window.WebAssembly;
// A browser that is too old for Streamlit shows the notice instead of a white page.
(function () {
  function notice() {
    var words = document.getElementById("old-browser");
    if (words) words.removeAttribute("hidden");
  }
  // A script that could not be read or run, before anything was drawn.
  window.addEventListener("error", function (event) {
    var root = document.getElementById("root");
    if (event.target === window && root && !root.firstChild) notice();
  });
  document.addEventListener("DOMContentLoaded", function () {
    var modules = "noModule" in document.createElement("script");
    if (!modules || !Array.prototype.toSorted) notice();
  });
})();

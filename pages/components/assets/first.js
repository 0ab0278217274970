// Runs before all else.  The policy forbids WebAssembly; without this, Streamlit's protobuf would try it
// on every page, be refused, and fall back to what it uses here at once.
delete globalThis.WebAssembly;

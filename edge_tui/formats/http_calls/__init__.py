"""HTTP requests that scripts send: `fetch`, axios, XMLHttpRequest, `requests`, httpx and others."""

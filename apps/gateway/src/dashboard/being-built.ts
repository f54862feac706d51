/** Shown at `/` until the dashboard is built. It looks again by itself, and needs neither script nor style. */
export const BEING_BUILT_PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta http-equiv="refresh" content="2" />
    <link rel="icon" href="data:," />
    <title>Counterpoint</title>
  </head>
  <body>
    <h1>Counterpoint</h1>
    <p>The dashboard is being built. This page shows it as soon as it is there, in less than a minute.</p>
    <p>The API works already: <a href="/docs">its documentation</a>.</p>
  </body>
</html>
`;

/**
 * Small signs of our own, drawn with lines in a square of 20 by 20 units: neutral, so that no vendor's icons have to be
 * shipped, and simple, so that they stay readable at 18 pixels.
 */
export const GLYPHS = {
  internet: "M10 2a8 8 0 1 0 0 16a8 8 0 1 0 0-16M2 10h16M10 2c-5 4-5 12 0 16M10 2c5 4 5 12 0 16",
  networks: "M3 18V7l5-3v14M8 18V9h9v9M2 18h16M11 12h3M11 15h3",
  network: "M3 3h14v14h-14zM3 10h14M10 3v14",
  gateway: "M4 3h12v14h-12zM1 10h10M8 7l3 3l-3 3",
  endpoint: "M3 10h5M12 10h5M8 6v8h4v-8zM8 8h-2M8 12h-2",
  balancer: "M10 2v5M10 7l-6 6M10 7v6M10 7l6 6M2 13h4v4h-4zM8 13h4v4h-4zM14 13h4v4h-4z",
  instances: "M6 3h11v11h-11zM6 6h-3v11h11v-3M9 7h5M9 10h5",
  instance: "M3 4h14v12h-14zM6 8h8M6 12h5",
  function: "M4 3h3c2 0 2 1 3 4l4 10h3M10 8l-5 9",
  database: "M3 5c0-4 14-4 14 0v10c0 4-14 4-14 0zM3 5c0 4 14 4 14 0M3 10c0 4 14 4 14 0",
  bucket: "M3 5l2 12h10l2-12M3 5c0-3 14-3 14 0c0 3-14 3-14 0",
  secret: "M4 9h12v8h-12zM6 9v-2c0-5 8-5 8 0v2M10 12v2",
  vault: "M3 3h14v14h-14zM10 6a4 4 0 1 0 0 8a4 4 0 1 0 0-8M10 10l2-2M3 17v1M17 17v1",
  key: "M7 6a4 4 0 1 0 0 8a4 4 0 1 0 0-8M11 10h7M15 10v3M18 10v2",
  audit: "M4 2h9l3 3v13h-12zM7 8h6M7 11h6M7 14h4",
  shield: "M10 2l7 3v5c0 4-3 6-7 8c-4-2-7-4-7-8v-5zM7 10l2 2l4-4",
  role: "M10 3a3.500 3.500 0 1 0 0 7a3.500 3.500 0 1 0 0-7M3 18c0-8 14-8 14 0",
  topic: "M3 8v4h3l7 4v-12l-7 4zM16 7c1 2 1 4 0 6",
  queue: "M2 6h4v8h-4zM8 6h4v8h-4zM14 6h4v8h-4z",
  log: "M3 4h14M3 8h10M3 12h14M3 16h8",
  alarm: "M5 14c1-2 1-3 1-5c0-6 8-6 8 0c0 2 0 3 1 5zM8 17h4",
  certificate: "M10 3a4 4 0 1 0 0 8a4 4 0 1 0 0-8M8 11l-2 6l4-2l4 2l-2-6",
  other: "M4 9h2v2h-2zM9 9h2v2h-2zM14 9h2v2h-2z",
} as const;

/** The name of one of them. */
export type Glyph = keyof typeof GLYPHS;

import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/i18n.ts");
const basePath = process.env.ORIEL_BASE_PATH ?? "";

// Next would report its use to its makers.
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @type {import("next").NextConfig} */
const config = {
  basePath,
  env: { NEXT_PUBLIC_BASE_PATH: basePath },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // No picture goes through Next: without this, /_next/image would decode for people who are not signed in.
  images: { unoptimized: true },
  allowedDevOrigins: ["127.0.0.1", "[::1]"],
  // `npm run types` checks the whole project, and a portal that starts need not do it again.
  typescript: { ignoreBuildErrors: true },
};

export default withNextIntl(config);

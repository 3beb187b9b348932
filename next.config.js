import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/i18n.ts");

/** @type {import("next").NextConfig} */
const config = {
  basePath: process.env.ORIEL_BASE_PATH ?? "",
  env: { NEXT_PUBLIC_BASE_PATH: process.env.ORIEL_BASE_PATH ?? "" },
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  serverExternalPackages: ["better-auth", "kysely", "pino", "sharp"],
};

export default withNextIntl(config);

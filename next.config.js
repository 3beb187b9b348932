import { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_BUILD } from "next/constants.js";
import createNextIntlPlugin from "next-intl/plugin";
import { makeInstallFiles } from "./.ci/install-files.mjs";
import { makeSpiceFiles } from "./.ci/spice-files.mjs";

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

/** A build, and `next dev`, begins with what Next does not make. */
export default async function configOf(phase) {
  if (phase === PHASE_PRODUCTION_BUILD || phase === PHASE_DEVELOPMENT_SERVER) await makeSpiceFiles();
  // In development nothing is installed: a worker would keep what is being changed.
  if (phase === PHASE_PRODUCTION_BUILD) await makeInstallFiles(basePath);
  return withNextIntl(config);
}

import type { Page } from "@playwright/test";
import { decodePng, encodePng, type Picture } from "./picture.ts";

/** What is left of a picture after a browser has written it as a JPEG of some quality (0-1) and read it again. */
export async function throughJpeg(page: Page, picture: Picture, quality: number): Promise<Picture> {
  const png = encodePng(picture).toString("base64");
  const answer = await page.evaluate(
    async ({ png, quality }) => {
      const load = async (url: string) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = document.createElement("canvas");
        Object.assign(canvas, { width: image.width, height: image.height });
        canvas.getContext("2d")?.drawImage(image, 0, 0);
        return canvas;
      };
      const exact = await load(`data:image/png;base64,${png}`);
      const lossy = await load(exact.toDataURL("image/jpeg", quality));
      return lossy.toDataURL("image/png");
    },
    { png, quality },
  );
  return decodePng(Buffer.from(answer.slice(answer.indexOf(",") + 1), "base64"));
}

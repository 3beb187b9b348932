import { OrielError } from "#server/errors.ts";
import { checkScreenSize, type Size } from "../screen-size.ts";
import type { Fields, SpiceMessages } from "./spice-messages.ts";

/** Messages of the display channel (spice-protocol, spice/enums.h). */
const MODE = 101;
const MARK = 102;
const RESET = 103;
const DRAW_FIRST = 302;
const DRAW_LAST = 313;
const SURFACE_CREATE = 314;
const SURFACE_DESTROY = 315;
const DRAW_COMPOSITE = 318;

/** SPICE_SURFACE_FLAGS_PRIMARY: the surface that is the screen; others are drawn from. */
const PRIMARY = 1;

/** The screen's surface. */
type Surface = Size & { id: number };

/**
 * Waits on a display channel until it has a screen and something is drawn on it, or it is said to be drawn already. What it shows is not
 * looked at.
 * @returns the screen's size
 * @throws {OrielError} display-protocol, display-closed, display-silent
 */
export async function firstSpicePicture(display: SpiceMessages): Promise<Size> {
  let screen: Surface | null = null;
  for (;;) {
    const { type, fields } = await display.next();
    if (isShown(type, fields, screen)) return { width: screen.width, height: screen.height };
    screen = changed(type, fields, screen);
  }
}

function isShown(type: number, fields: Fields, screen: Surface | null): screen is Surface {
  if (!screen) return false;
  const isDraw = (type >= DRAW_FIRST && type <= DRAW_LAST) || type === DRAW_COMPOSITE;
  return type === MARK || (isDraw && fields.u32(0) === screen.id);
}

/** The screen's surface behind a message (spice-common, spice.proto). */
function changed(type: number, fields: Fields, screen: Surface | null): Surface | null {
  switch (type) {
    case SURFACE_CREATE: {
      const [id, width, height, flags] = [fields.u32(0), fields.u32(4), fields.u32(8), fields.u32(16)];
      return flags & PRIMARY ? { id, ...visible({ width, height }) } : screen;
    }
    case SURFACE_DESTROY:
      return screen?.id === fields.u32(0) ? null : screen;
    case MODE:
      return { id: 0, ...visible({ width: fields.u32(0), height: fields.u32(4) }) };
    case RESET:
      return null;
    default:
      return screen;
  }
}

function visible(size: Size): Size {
  if (size.width === 0 || size.height === 0) throw new OrielError("display-protocol", "its screen is of no size");
  return checkScreenSize(size);
}

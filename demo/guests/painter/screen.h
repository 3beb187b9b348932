// The machine's screens, lit through the kernel's mode setting interface, and drawing on them.
#pragma once
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  int x, y, width, height;
} Rect;

// Pixels are 0xRRGGBB. `stride` counts pixels.
typedef struct {
  int width, height, stride;
  uint32_t *pixels;
} Picture;

typedef struct {
  Picture picture;
  int card;
  uint32_t connector, crtc, framebuffer, handle;
  uint64_t bytes;
} Screen;

enum { MAX_SCREENS = 16 };
extern Screen screens[MAX_SCREENS];
extern int screen_count;

// Opens the graphics cards. False where there are none.
bool screens_open(void);
// Lights every screen that is connected, in the wanted size where its list has it (0: in the size it prefers).
void screens_light(int width, int height);
// Says that a part of a screen has changed. Every drawing ends with it.
void screen_show(const Screen *screen, Rect part);
const char *screens_driver(void);

Rect rect_clip(Rect part, int width, int height);
void fill(Picture *picture, Rect part, uint32_t colour);
// `share` of the colour, of 256.
void blend(Picture *picture, int x, int y, uint32_t colour, int share);
uint32_t mix(uint32_t from, uint32_t to, int share);
// Copies the same part of a picture of the same size.
void copy(Picture *to, const Picture *from, Rect part);

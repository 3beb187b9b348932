#include "patterns.h"

const char *const mode_names[MODES] = {"scene", "bars", "gradient", "noise", "solid", "block", "scroll"};
static const uint32_t colours[8] = {0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0x00ffff, 0xff00ff, 0xffffff, 0x404040};
enum { BIT = 32, BITS = 16, BLOCK_SIZE = 64 };

bool mode_moves(Mode mode) { return mode == SOLID || mode == BLOCK || mode == SCROLL; }

static Rect middle(const Picture *picture) {
  return (Rect){picture->width * 3 / 8, picture->height * 3 / 8, picture->width / 4, picture->height / 4};
}

static void paint_bars(Picture *picture, bool flip) {
  for (int i = 0; i < 8; i++) {
    int left = picture->width * i / 8, right = picture->width * (i + 1) / 8;
    fill(picture, (Rect){left, 0, right - left, picture->height}, colours[i]);
  }
  fill(picture, middle(picture), flip ? 0xffffff : 0x000000);
}

static void paint_pixels(Picture *picture, Mode mode, uint32_t frame) {
  uint32_t state = 2463534242u;
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++) {
      uint32_t level = ((uint32_t)y + frame * 8) & 255, colour = level << 16 | ((uint32_t)x & 255) << 8 | (255 - level);
      if (mode == NOISE) {
        // xorshift32 (Marsaglia 2003)
        state ^= state << 13, state ^= state >> 17, state ^= state << 5;
        colour = state & 0xffffff;
      }
      picture->pixels[y * picture->stride + x] = colour;
    }
}

static void paint_number(Picture *picture, uint32_t frame) {
  for (int i = 0; i < BITS; i++) fill(picture, (Rect){BIT * i, 0, BIT, BIT}, frame >> (BITS - 1 - i) & 1 ? 0xffffff : 0x000000);
}

void pattern_paint(Mode mode, uint32_t frame, bool flip) {
  for (int i = 0; i < screen_count; i++) {
    Picture *picture = &screens[i].picture;
    Rect whole = {0, 0, picture->width, picture->height}, block = {0, BLOCK_SIZE, BLOCK_SIZE, BLOCK_SIZE}, number = {0, 0, BIT * BITS, BIT};
    if (mode == BARS) paint_bars(picture, flip);
    else if (mode == SOLID) fill(picture, whole, colours[frame % 8]);
    else if (mode == BLOCK && frame > 0) fill(picture, block, colours[frame % 8]);
    else if (mode == BLOCK) fill(picture, whole, 0x000000);
    else paint_pixels(picture, mode, frame);
    if (mode_moves(mode)) paint_number(picture, frame);
    if (mode != BLOCK || frame == 0) screen_show(&screens[i], whole);
    else screen_show(&screens[i], number), screen_show(&screens[i], block);
  }
}

void pattern_flip(bool flip) {
  for (int i = 0; i < screen_count; i++) {
    Rect part = middle(&screens[i].picture);
    fill(&screens[i].picture, part, flip ? 0xffffff : 0x000000);
    screen_show(&screens[i], part);
  }
}

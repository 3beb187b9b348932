// Text in one of the console fonts that lie in /etc (PSF, version 2).
#pragma once
#include "screen.h"

typedef struct {
  int width, height, glyph_count;
  const uint8_t *glyphs;
} Font;

// An empty font, which draws nothing, where the file is missing.
Font font_load(const char *path);
// ASCII only. `share` of the colour, of 256.
void text_draw(Picture *picture, const Font *font, int x, int y, const char *text, uint32_t colour, int share);
int text_width(const Font *font, const char *text);

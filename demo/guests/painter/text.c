#include "text.h"

#include <stdio.h>
#include <string.h>

enum { HEADER_FIELDS = 8, MAGIC = 0x864ab572 };

Font font_load(const char *path) {
  // Two fonts at most, each well below this.
  static uint8_t memory[2][65536];
  static int loaded;
  Font none = {0};
  FILE *file = fopen(path, "rb");
  if (!file || loaded == 2) return none;
  uint8_t *data = memory[loaded];
  size_t length = fread(data, 1, sizeof memory[0], file);
  fclose(file);
  uint32_t header[HEADER_FIELDS];  // magic, version, header size, flags, glyphs, bytes a glyph, height, width
  if (length < sizeof header) return none;
  memcpy(header, data, sizeof header);
  if (header[0] != MAGIC || header[2] + header[4] * header[5] > length) return none;
  loaded++;
  return (Font){(int)header[7], (int)header[6], (int)header[4], data + header[2]};
}

int text_width(const Font *font, const char *text) { return (int)strlen(text) * font->width; }

void text_draw(Picture *picture, const Font *font, int x, int y, const char *text, uint32_t colour, int share) {
  int row_bytes = (font->width + 7) / 8;
  for (; *text; text++, x += font->width) {
    int glyph = (unsigned char)*text;
    if (glyph >= font->glyph_count) continue;
    const uint8_t *rows = font->glyphs + glyph * row_bytes * font->height;
    for (int j = 0; j < font->height; j++)
      for (int i = 0; i < font->width; i++)
        if (rows[j * row_bytes + i / 8] & 0x80 >> (i % 8)) blend(picture, x + i, y + j, colour, share);
  }
}

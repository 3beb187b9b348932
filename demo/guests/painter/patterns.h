// Pictures that a test knows beforehand. Colours are pure, so that they survive every way of sending them.
#pragma once
#include "screen.h"

typedef enum { SCENE, BARS, GRADIENT, NOISE, SOLID, BLOCK, SCROLL } Mode;
enum { MODES = SCROLL + 1 };
extern const char *const mode_names[MODES];

// BARS, GRADIENT, NOISE stand still. SOLID, BLOCK and SCROLL change with each frame and show its number: 16 squares of 32 pixels in
// the top left corner, white for 1, the highest bit first.
bool mode_moves(Mode mode);
// `flip`: whether the block in the middle of BARS is white.
void pattern_paint(Mode mode, uint32_t frame, bool flip);
// Only the block in the middle of BARS: a quarter of the screen's width and height.
void pattern_flip(bool flip);

// A lake between hills, seen through a bay window of three panes, in the light of the hour.
#pragma once
#include "screen.h"

typedef struct {
  Rect glass;         // around all three panes; the outer ones are higher than the middle one
  Rect sill;          // below them; text stands here
  int horizon;        // the waterline
  int light_x;        // where sun or moon stand
  uint32_t glitter;   // colour of their light on the water
} Landscape;

// Paints the whole picture. `hour` is 0 to 24.
Landscape landscape_paint(Picture *picture, double hour);
// Whether a point shows what is outside.
bool landscape_outside(const Landscape *landscape, int width, int x, int y);

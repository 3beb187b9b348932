// What a visitor sees: the landscape, a clock, what was typed, and a paper lantern for each click.
#pragma once
#include "screen.h"

void scene_open(const char *host);
// Stops the day at an hour, so that the picture stays the same. Below 0: the day goes on.
void scene_hour(double hour);
void scene_paint(void);
// Moves what moves. Returns the ms until it wants to be called again.
int scene_tick(double now_ms);
// A key that went down, as the character it writes ('\b' and '\n' too); 0 for others.
void scene_type(char character);
void scene_pointer(int x, int y);
void scene_click(int x, int y, double now_ms);

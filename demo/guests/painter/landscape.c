#include "landscape.h"

#include <math.h>
#include <stdlib.h>

// The sky's colours over the day.
typedef struct {
  double hour;
  uint32_t top, bottom;
  int night;  // of 256
} Light;

static const Light lights[] = {
    {0, 0x060a16, 0x1a2742, 256},     {4.5, 0x0b1430, 0x33406a, 220},   {6.2, 0x38548a, 0xf2b08a, 60}, {8, 0x4d86c2, 0xdfe8ea, 0},
    {13, 0x3c80c8, 0xcfe4f2, 0},      {17.5, 0x4a79b6, 0xf3dfb8, 0},    {19.6, 0x37477e, 0xf59a62, 40}, {21, 0x151d40, 0x6a4f78, 170},
    {22.5, 0x080d20, 0x26305a, 240},  {24, 0x060a16, 0x1a2742, 256},
};

static Light light_at(double hour) {
  const Light *next = lights + 1;
  while (next->hour < hour && next < lights + sizeof lights / sizeof *lights - 1) next++;
  const Light *last = next - 1;
  int share = (int)(256 * (hour - last->hour) / (next->hour - last->hour));
  return (Light){hour, mix(last->top, next->top, share), mix(last->bottom, next->bottom, share),
                 last->night + (next->night - last->night) * share / 256};
}

static uint32_t scatter(uint32_t x, uint32_t y) {
  uint32_t h = x * 374761393u + y * 668265263u;
  h = (h ^ h >> 13) * 1274126177u;
  return h ^ h >> 16;
}

// Smooth noise, 0 to 1.
static float noise(float x, float y) {
  float left = floorf(x), top = floorf(y), u = x - left, v = y - top;
  u = u * u * (3 - 2 * u), v = v * v * (3 - 2 * v);
  uint32_t i = (uint32_t)(int)left, j = (uint32_t)(int)top;
  float a = scatter(i, j) & 0xffff, b = scatter(i + 1, j) & 0xffff, c = scatter(i, j + 1) & 0xffff, d = scatter(i + 1, j + 1) & 0xffff;
  return ((a + (b - a) * u) * (1 - v) + (c + (d - c) * u) * v) / 65536;
}

static Landscape layout(int width, int height) {
  int margin = width / 28;
  Landscape in = {.glass = {margin, height / 18, width - 2 * margin, height * 78 / 100}};
  in.sill = (Rect){margin, in.glass.y + in.glass.height, in.glass.width, height - in.glass.y - in.glass.height};
  in.horizon = in.glass.y + in.glass.height * 60 / 100;
  return in;
}

// The outer panes stand at an angle: towards the middle their edges come down, and up from below.
static int slant(const Landscape *in, int x) {
  int pane = in->glass.width * 23 / 100, from_left = x - in->glass.x, from_right = in->glass.x + in->glass.width - x;
  int near = from_left < from_right ? from_left : from_right;
  int most = in->glass.height / 16;
  return near >= pane ? most : most * near / pane;
}

bool landscape_outside(const Landscape *in, int width, int x, int y) {
  int bar = width / 160 + 2, pane = in->glass.width * 23 / 100;
  int left = x - in->glass.x, right = in->glass.x + in->glass.width - x;
  if (left < 0 || right <= 0 || abs(left - pane) < bar || abs(right - pane) < bar) return false;
  int top = in->glass.y + slant(in, x), bottom = in->glass.y + in->glass.height - slant(in, x);
  int transom = top + (bottom - top) / 4;
  return y >= top && y < bottom && abs(y - transom) >= bar / 2;
}

static void paint_sky(Picture *picture, const Landscape *in, Light light, int sun_x, int sun_y, bool moon) {
  int top = in->glass.y, tall = in->horizon - top;
  float size = (float)picture->height / 26, glow = size * (moon ? 5 : 9), scale = 5.0f / (float)picture->height;
  for (int y = top; y < in->horizon; y++) {
    int share = (int)(256 * powf((float)(y - top) / (float)tall, 1.4f));
    uint32_t air = mix(light.top, light.bottom, share);
    for (int x = in->glass.x; x < in->glass.x + in->glass.width; x++) {
      uint32_t colour = air;
      uint32_t seed = scatter((uint32_t)x, (uint32_t)y);
      if (light.night > 100 && seed % 1400 == 0) colour = mix(colour, 0xffffff, (int)(light.night * (60 + (seed >> 16) % 160) / 256));
      float cloud = noise((float)x * scale, (float)y * scale * 3.6f) * 0.65f + noise((float)x * scale * 2.7f, (float)y * scale * 9 + 40) * 0.35f;
      if (cloud > 0.52f) colour = mix(colour, mix(light.bottom, 0xffffff, 120 - light.night * 110 / 256), (int)((cloud - 0.52f) * 420));
      float dx = (float)(x - sun_x), dy = (float)(y - sun_y), far = sqrtf(dx * dx + dy * dy);
      if (far < glow) colour = mix(colour, moon ? 0xb9c6e0 : 0xfff0cf, (int)(120 * (1 - far / glow) * (1 - far / glow)));
      if (far < size + 1) colour = mix(colour, moon ? 0xeef2fa : 0xfffbe8, far < size ? 256 : (int)(256 * (size + 1 - far)));
      picture->pixels[y * picture->stride + x] = colour;
    }
  }
}

static void paint_hills(Picture *picture, const Landscape *in, Light light) {
  static const struct { float height, detail; int share; } ranges[] = {{0.52f, 2.2f, 70}, {0.40f, 3.4f, 120}, {0.26f, 5.0f, 175}, {0.11f, 8.0f, 225}};
  int tall = in->horizon - in->glass.y;
  uint32_t dark = mix(0x2b5348, 0x070d18, light.night);
  for (int range = 0; range < 4; range++)
    for (int x = in->glass.x; x < in->glass.x + in->glass.width; x++) {
      float along = (float)x / (float)picture->width * ranges[range].detail, row = (float)range * 7 + 3;
      float rise = noise(along + row, row) * 0.7f + noise(along * 2.3f + row, row + 1) * 0.22f + noise(along * 6 + row, row + 2) * 0.08f;
      int top = in->horizon - (int)((float)tall * ranges[range].height * rise * 1.25f) - 1;
      // Haze lies at the feet of the hills.
      for (int y = top; y < in->horizon; y++) {
        int haze = 60 * (y - top) / (in->horizon - top + 1);
        picture->pixels[y * picture->stride + x] = mix(light.bottom, dark, ranges[range].share - haze);
      }
    }
}

// The water is the picture above it, upside down, stirred and a little darker.
static void paint_water(Picture *picture, const Landscape *in, Light light) {
  uint32_t deep = mix(0x1d4a5e, 0x050a14, light.night);
  int bottom = in->glass.y + in->glass.height;
  for (int y = in->horizon; y < bottom; y++) {
    int below = y - in->horizon, above = in->horizon - 1 - below * (in->horizon - in->glass.y - 2) / (bottom - in->horizon);
    float swing = 1 + (float)below / 30;
    for (int x = in->glass.x; x < in->glass.x + in->glass.width; x++) {
      float wave = noise((float)x / (26 + (float)below / 3), (float)below * 0.55f) - 0.5f;
      int from_x = x + (int)(wave * swing * 4), from_y = above + (int)(wave * swing * 2);
      if (from_x < in->glass.x || from_x >= in->glass.x + in->glass.width) from_x = x;
      if (from_y < in->glass.y || from_y >= in->horizon) from_y = above;
      uint32_t colour = picture->pixels[from_y * picture->stride + from_x];
      picture->pixels[y * picture->stride + x] = mix(colour, deep, 70 + below * 90 / (bottom - in->horizon));
    }
  }
}

// A lighthouse on a tongue of land; its lamp burns when it is dark.
static void paint_lighthouse(Picture *picture, const Landscape *in, Light light) {
  int unit = picture->height / 100, foot_x = in->glass.x + in->glass.width * 66 / 100, foot_y = in->horizon + 2 * unit;
  uint32_t rock = mix(0x24352f, 0x04070d, light.night), wall = mix(0xeceae4, 0x39425a, light.night), red = mix(0xa8443c, 0x2c1c2a, light.night);
  for (int x = foot_x - 16 * unit; x < foot_x + 16 * unit; x++) {
    float away = (float)(x - foot_x) / (float)(16 * unit);
    int tall = (int)((1 - away * away) * (float)unit * (2.2f + 1.2f * noise((float)x / 9, 5)));
    fill(picture, (Rect){x, foot_y - tall, 1, tall + unit / 2}, rock);
  }
  for (int y = 0; y < 15 * unit; y++) {
    int half = unit * 2 - y / 14;
    fill(picture, (Rect){foot_x - half, foot_y - 2 * unit - y, 2 * half, 1}, (y / (3 * unit)) % 2 ? red : wall);
  }
  int lamp_y = foot_y - 18 * unit;
  fill(picture, (Rect){foot_x - 2 * unit, lamp_y + unit, 4 * unit, unit / 2 + 1}, rock);
  fill(picture, (Rect){foot_x - unit, lamp_y - unit, 2 * unit, 2 * unit}, mix(0x9fb6c4, 0xffe9a8, light.night));
  fill(picture, (Rect){foot_x - unit - unit / 2, lamp_y - 2 * unit, 3 * unit, unit}, red);
  int reach = 14 * unit;
  for (int y = -reach; y < reach; y++)
    for (int x = -reach; x < reach; x++) {
      float far = sqrtf((float)(x * x + y * y)) / (float)reach;
      if (far < 1) blend(picture, foot_x + x, lamp_y + y, 0xffe3a0, (int)((1 - far) * (1 - far) * 0.55f * (float)light.night));
    }
}

static void paint_room(Picture *picture, const Landscape *in, Light light) {
  uint32_t wall = mix(0x3a4250, 0x10131b, light.night), wood = mix(0xe6e0d4, 0x4a4c58, light.night), sill = mix(0x8b7762, 0x2a2630, light.night);
  int width = picture->width, frame = width / 110 + 2;
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < width; x++) {
      if (landscape_outside(in, width, x, y)) continue;
      uint32_t *pixel = &picture->pixels[y * picture->stride + x];
      int bend = slant(in, x), left = x - in->glass.x, right = in->glass.x + in->glass.width - x;
      int top = in->glass.y + bend, bottom = in->glass.y + in->glass.height - bend;
      bool beside = left < -frame || right <= -frame;
      if (!beside && y >= top - frame && y < bottom + frame) {
        // The edge towards the light is brighter.
        bool lit = landscape_outside(in, width, x + 1, y) || landscape_outside(in, width, x, y + 1);
        *pixel = lit ? mix(wood, 0xffffff, 90 - light.night * 70 / 256) : wood;
      } else if (!beside && y >= bottom + frame) {
        int depth = 256 * (y - bottom - frame) / (picture->height - bottom);
        *pixel = mix(mix(sill, light.bottom, 50), wall, depth > 256 ? 256 : depth);
      } else {
        *pixel = mix(wall, light.bottom, 26 * y / picture->height);
      }
    }
}

Landscape landscape_paint(Picture *picture, double hour) {
  Landscape in = layout(picture->width, picture->height);
  Light light = light_at(hour);
  bool moon = hour < 5.5 || hour > 20.5;
  double since = moon ? (hour < 12 ? hour + 24 : hour) - 20.5 : hour - 5.5, way = since / (moon ? 9 : 15);
  int sun_x = in.glass.x + (int)(in.glass.width * (0.12 + 0.76 * way));
  int sun_y = in.horizon - (int)(sin(way * M_PI) * (in.horizon - in.glass.y) * 0.8);
  in.light_x = sun_x;
  in.glitter = moon ? 0xcfdaf0 : mix(0xfffbe8, light.bottom, 90);
  paint_sky(picture, &in, light, sun_x, sun_y, moon);
  paint_hills(picture, &in, light);
  paint_water(picture, &in, light);
  paint_lighthouse(picture, &in, light);
  paint_room(picture, &in, light);
  return in;
}

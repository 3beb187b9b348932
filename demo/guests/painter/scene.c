#include "scene.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "landscape.h"
#include "text.h"

enum { LANTERNS = 24, LANTERN_MS = 11000, LANTERN_REACH = 26, POINTER_REACH = 12, NOTE = 56, GLITTER_MS = 500, LANTERN_TICK_MS = 80 };

// `base` is the picture without what moves; a part that something has left is copied from it.
typedef struct {
  Picture base;
  Landscape landscape;
} View;

static View views[MAX_SCREENS];
static Font large, small;
static char title[32], note[NOTE + 1];
static double stopped_hour = -1, next_glitter;
static struct { int x, y; double born; Rect drawn; } lanterns[LANTERNS];
static int lantern_next, pointer_x = -1, pointer_y = -1, painted_minute = -1;

void scene_open(const char *host) {
  large = font_load("/etc/large.psf");
  small = font_load("/etc/small.psf");
  snprintf(title, sizeof title, "%s", host);
  title[0] = (char)toupper((unsigned char)title[0]);
}

static double hour_now(void) {
  if (stopped_hour >= 0) return stopped_hour;
  time_t now = time(NULL);
  struct tm *clock = gmtime(&now);
  return clock->tm_hour + clock->tm_min / 60.0;
}

void scene_hour(double hour) {
  stopped_hour = hour;
  memset(lanterns, 0, sizeof lanterns);
}

static Rect around(int x, int y, int reach) { return (Rect){x - reach, y - reach, 2 * reach, 2 * reach}; }

static void write_sill(Screen *screen, View *view) {
  Picture *picture = &screen->picture;
  Rect sill = view->landscape.sill;
  Rect line = {0, sill.y + sill.height / 3, picture->width, picture->height - sill.y - sill.height / 3};
  copy(picture, &view->base, line);
  int minutes = (int)(hour_now() * 60 + 0.5);
  char clock[16];
  snprintf(clock, sizeof clock, "%02d:%02d", minutes / 60 % 24, minutes % 60);
  int middle = sill.y + sill.height * 2 / 3, large_y = middle - large.height / 2;
  int inset = picture->width / 40;
  text_draw(picture, &large, sill.x + inset, large_y, title, 0xffffff, 236);
  text_draw(picture, &large, sill.x + sill.width - inset - text_width(&large, clock), large_y, clock, 0xffffff, 236);
  const char *words = *note ? note : "Type something, or click to send up a lantern.";
  // What was typed is written large as long as there is room.
  int room = sill.width - 2 * (text_width(&large, title) + 2 * inset);
  const Font *font = *note && text_width(&large, words) <= room ? &large : &small;
  int words_x = sill.x + (sill.width - text_width(font, words)) / 2;
  // On a narrow screen the words would run into the title.
  if (text_width(font, words) <= room) text_draw(picture, font, words_x, middle - font->height / 2, words, 0xffffff, *note ? 256 : 170);
  screen_show(screen, line);
}

static void glow(Picture *picture, const View *view, int x, int y, int reach, uint32_t colour, float strength) {
  for (int j = -reach; j < reach; j++)
    for (int i = -reach; i < reach; i++) {
      float far = sqrtf((float)(i * i + j * j)) / (float)reach;
      if (far < 1 && (!view || landscape_outside(&view->landscape, picture->width, x + i, y + j)))
        blend(picture, x + i, y + j, colour, (int)(256 * strength * (1 - far) * (1 - far)));
    }
}

static void draw_pointer(Screen *screen) {
  if (screen != screens || pointer_x < 0) return;
  glow(&screen->picture, NULL, pointer_x, pointer_y, POINTER_REACH, 0xfff2c4, 1.6f);
}

static void draw_lantern(Screen *screen, View *view, int x, int y, float strength) {
  glow(&screen->picture, view, x, y, LANTERN_REACH, 0xffb45c, 0.7f * strength);
  for (int j = -8; j < 8; j++)
    for (int i = -6; i < 6; i++)
      if (abs(i) < 6 - (j + 8) / 6 && landscape_outside(&view->landscape, screen->picture.width, x + i, y + j))
        blend(&screen->picture, x + i, y + j, mix(0xffd890, 0xff9a40, (j + 8) * 16), (int)(240 * strength));
}

static void move_lanterns(Screen *screen, View *view, double now_ms) {
  for (int i = 0; i < LANTERNS; i++) {
    if (lanterns[i].drawn.width == 0) continue;
    copy(&screen->picture, &view->base, lanterns[i].drawn);
    screen_show(screen, lanterns[i].drawn);
    lanterns[i].drawn.width = 0;
  }
  for (int i = 0; i < LANTERNS; i++) {
    double age = now_ms - lanterns[i].born;
    if (lanterns[i].born == 0 || age > LANTERN_MS) continue;
    int x = lanterns[i].x + (int)(sin(age / 1400 + i) * 14), y = lanterns[i].y - (int)(age / 34);
    double left = 1 - age / LANTERN_MS;
    draw_lantern(screen, view, x, y, (float)(left < 0.4 ? left / 0.4 : 1));
    lanterns[i].drawn = around(x, y, LANTERN_REACH);
    screen_show(screen, lanterns[i].drawn);
  }
  draw_pointer(screen);
}

static bool lanterns_fly(double now_ms) {
  for (int i = 0; i < LANTERNS; i++)
    if (lanterns[i].drawn.width || (lanterns[i].born > 0 && now_ms - lanterns[i].born < LANTERN_MS)) return true;
  return false;
}

// Short strokes of light on the water below the sun.
static void stir_water(Screen *screen, View *view) {
  const Landscape *in = &view->landscape;
  int reach = screen->picture.width / 14, bottom = in->glass.y + in->glass.height;
  Rect part = {in->light_x - reach, in->horizon + 2, 2 * reach, (bottom - in->horizon) * 2 / 3};
  copy(&screen->picture, &view->base, part);
  for (int i = 0; i < 46; i++) {
    int down = rand() % part.height, spread = reach * (part.height + down) / (2 * part.height);
    int x = in->light_x + (rand() % (2 * spread) + rand() % (2 * spread)) / 2 - spread, length = 4 + down / 14 + rand() % 8;
    for (int k = 0; k < length; k++)
      if (landscape_outside(in, screen->picture.width, x + k, part.y + down)) blend(&screen->picture, x + k, part.y + down, in->glitter, 120);
  }
  screen_show(screen, part);
  draw_pointer(screen);
}

void scene_paint(void) {
  double hour = hour_now();
  painted_minute = (int)(hour * 60 + 0.5);
  for (int i = 0; i < screen_count; i++) {
    Picture *picture = &screens[i].picture;
    View *view = &views[i];
    free(view->base.pixels);
    view->base = (Picture){picture->width, picture->height, picture->width, malloc((size_t)picture->width * (size_t)picture->height * 4)};
    if (!view->base.pixels) exit(1);
    view->landscape = landscape_paint(&view->base, hour);
    Rect whole = {0, 0, picture->width, picture->height};
    copy(picture, &view->base, whole);
    screen_show(&screens[i], whole);
    write_sill(&screens[i], view);
  }
}

int scene_tick(double now_ms) {
  if (stopped_hour >= 0) return 60000;
  if ((int)(hour_now() * 60 + 0.5) != painted_minute) scene_paint();
  bool stir = now_ms >= next_glitter, fly = lanterns_fly(now_ms);
  if (stir) next_glitter = now_ms + GLITTER_MS;
  for (int i = 0; i < screen_count; i++) {
    if (stir) stir_water(&screens[i], &views[i]);
    if (fly && i == 0) move_lanterns(&screens[i], &views[i], now_ms);
  }
  return fly ? LANTERN_TICK_MS : GLITTER_MS;
}

void scene_type(char character) {
  size_t length = strlen(note);
  if (character == '\n' || length == NOTE) *note = 0, length = 0;
  if (character == '\b' && length > 0) note[length - 1] = 0;
  if (isprint((unsigned char)character)) note[length] = character, note[length + 1] = 0;
  for (int i = 0; i < screen_count; i++) write_sill(&screens[i], &views[i]);
}

void scene_pointer(int x, int y) {
  if (screen_count == 0 || stopped_hour >= 0) return;
  Rect before = around(pointer_x, pointer_y, POINTER_REACH);
  if (pointer_x >= 0) copy(&screens[0].picture, &views[0].base, before), screen_show(&screens[0], before);
  if (pointer_x >= 0 && before.y + before.height > views[0].landscape.sill.y) write_sill(&screens[0], &views[0]);
  pointer_x = x, pointer_y = y;
  draw_pointer(&screens[0]);
  screen_show(&screens[0], around(x, y, POINTER_REACH));
}

void scene_click(int x, int y, double now_ms) {
  if (stopped_hour >= 0) return;
  lanterns[lantern_next].x = x, lanterns[lantern_next].y = y, lanterns[lantern_next].born = now_ms;
  lantern_next = (lantern_next + 1) % LANTERNS;
}

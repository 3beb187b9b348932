#include "screen.h"

#include <drm.h>
#include <drm_mode.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_CARDS = 4, MAX_MODES = 128 };

Screen screens[MAX_SCREENS];
int screen_count;
static int cards[MAX_CARDS], card_count;

#define ADDRESS(pointer) ((uint64_t)(uintptr_t)(pointer))

bool screens_open(void) {
  for (int i = 0; i < MAX_CARDS; i++) {
    char path[32];
    snprintf(path, sizeof path, "/dev/dri/card%d", i);
    int card = open(path, O_RDWR | O_CLOEXEC);
    if (card >= 0) cards[card_count++] = card;
  }
  return card_count > 0;
}

const char *screens_driver(void) {
  static char name[32];
  struct drm_version version = {.name = name, .name_len = sizeof name - 1};
  if (card_count == 0 || ioctl(cards[0], DRM_IOCTL_VERSION, &version)) return "none";
  name[version.name_len < sizeof name ? version.name_len : sizeof name - 1] = 0;
  return name;
}

static void darken(Screen *screen) {
  struct drm_mode_destroy_dumb memory = {.handle = screen->handle};
  munmap(screen->picture.pixels, screen->bytes);
  ioctl(screen->card, DRM_IOCTL_MODE_RMFB, &screen->framebuffer);
  ioctl(screen->card, DRM_IOCTL_MODE_DESTROY_DUMB, &memory);
}

// Gives the screen memory of the mode's size and points the crtc at it.
static bool set_mode(Screen *screen, const struct drm_mode_modeinfo *mode) {
  struct drm_mode_create_dumb memory = {.width = mode->hdisplay, .height = mode->vdisplay, .bpp = 32};
  if (ioctl(screen->card, DRM_IOCTL_MODE_CREATE_DUMB, &memory)) return false;
  struct drm_mode_fb_cmd buffer = {
      .width = memory.width, .height = memory.height, .pitch = memory.pitch, .bpp = 32, .depth = 24, .handle = memory.handle};
  struct drm_mode_map_dumb map = {.handle = memory.handle};
  if (ioctl(screen->card, DRM_IOCTL_MODE_ADDFB, &buffer) || ioctl(screen->card, DRM_IOCTL_MODE_MAP_DUMB, &map)) return false;
  void *pixels = mmap(NULL, memory.size, PROT_READ | PROT_WRITE, MAP_SHARED, screen->card, (off_t)map.offset);
  if (pixels == MAP_FAILED) return false;
  screen->picture = (Picture){(int)memory.width, (int)memory.height, (int)memory.pitch / 4, pixels};
  screen->bytes = memory.size;
  screen->framebuffer = buffer.fb_id;
  screen->handle = memory.handle;
  struct drm_mode_crtc crtc = {.crtc_id = screen->crtc,
                               .fb_id = buffer.fb_id,
                               .set_connectors_ptr = ADDRESS(&screen->connector),
                               .count_connectors = 1,
                               .mode_valid = 1,
                               .mode = *mode};
  if (ioctl(screen->card, DRM_IOCTL_MODE_SETCRTC, &crtc) == 0) return true;
  darken(screen);
  return false;
}

static const struct drm_mode_modeinfo *choose(const struct drm_mode_modeinfo *modes, uint32_t count, int width, int height) {
  const struct drm_mode_modeinfo *chosen = modes;
  for (uint32_t i = count; i-- > 0;)
    if (modes[i].type & DRM_MODE_TYPE_PREFERRED) chosen = &modes[i];
  for (uint32_t i = count; i-- > 0;)
    if (modes[i].hdisplay == width && modes[i].vdisplay == height) chosen = &modes[i];
  return chosen;
}

// The crtcs that can feed a connector, as bits of the card's list.
static uint32_t crtcs_of(int card, uint32_t encoder_id) {
  struct drm_mode_get_encoder encoder = {.encoder_id = encoder_id};
  return ioctl(card, DRM_IOCTL_MODE_GETENCODER, &encoder) ? 0 : encoder.possible_crtcs;
}

static void light_connector(int card, uint32_t connector_id, const uint32_t *crtcs, uint32_t crtc_count, uint32_t *used, int width, int height) {
  // Asked twice: without room for the lists the kernel probes the connector; with room it gives them.
  struct drm_mode_get_connector probe = {.connector_id = connector_id};
  if (ioctl(card, DRM_IOCTL_MODE_GETCONNECTOR, &probe) || probe.connection != 1) return;
  static struct drm_mode_modeinfo modes[MAX_MODES];
  uint32_t encoders[32];
  struct drm_mode_get_connector connector = {.connector_id = connector_id,
                                             .modes_ptr = ADDRESS(modes),
                                             .count_modes = MAX_MODES,
                                             .encoders_ptr = ADDRESS(encoders),
                                             .count_encoders = 32};
  if (ioctl(card, DRM_IOCTL_MODE_GETCONNECTOR, &connector) || connector.count_modes == 0 || connector.count_modes > MAX_MODES) return;
  uint32_t possible = crtcs_of(card, encoders[0]) & ~*used;
  for (uint32_t i = 0; i < crtc_count; i++) {
    if (!(possible & 1u << i)) continue;
    Screen screen = {.card = card, .connector = connector_id, .crtc = crtcs[i]};
    *used |= 1u << i;
    if (set_mode(&screen, choose(modes, connector.count_modes, width, height))) screens[screen_count++] = screen;
    return;
  }
}

void screens_light(int width, int height) {
  Screen before[MAX_SCREENS];
  int before_count = screen_count;
  memcpy(before, screens, sizeof before);
  screen_count = 0;
  for (int i = 0; i < card_count; i++) {
    uint32_t crtcs[16], connectors[16], used = 0;
    struct drm_mode_card_res card = {
        .crtc_id_ptr = ADDRESS(crtcs), .count_crtcs = 16, .connector_id_ptr = ADDRESS(connectors), .count_connectors = 16};
    if (ioctl(cards[i], DRM_IOCTL_MODE_GETRESOURCES, &card)) continue;
    for (uint32_t k = 0; k < card.count_connectors && k < 16 && screen_count < MAX_SCREENS; k++)
      light_connector(cards[i], connectors[k], crtcs, card.count_crtcs, &used, width, height);
  }
  for (int i = 0; i < before_count; i++) darken(&before[i]);
}

Rect rect_clip(Rect part, int width, int height) {
  int right = part.x + part.width < width ? part.x + part.width : width;
  int bottom = part.y + part.height < height ? part.y + part.height : height;
  int left = part.x > 0 ? part.x : 0, top = part.y > 0 ? part.y : 0;
  return (Rect){left, top, right > left ? right - left : 0, bottom > top ? bottom - top : 0};
}

void screen_show(const Screen *screen, Rect part) {
  Rect clipped = rect_clip(part, screen->picture.width, screen->picture.height);
  if (clipped.width == 0 || clipped.height == 0) return;
  struct drm_clip_rect clip = {(uint16_t)clipped.x, (uint16_t)clipped.y, (uint16_t)(clipped.x + clipped.width),
                               (uint16_t)(clipped.y + clipped.height)};
  struct drm_mode_fb_dirty_cmd dirty = {.fb_id = screen->framebuffer, .num_clips = 1, .clips_ptr = ADDRESS(&clip)};
  // Drivers that scan out of the memory itself know no such call; theirs needs none.
  ioctl(screen->card, DRM_IOCTL_MODE_DIRTYFB, &dirty);
}

void fill(Picture *picture, Rect part, uint32_t colour) {
  Rect in = rect_clip(part, picture->width, picture->height);
  for (int y = in.y; y < in.y + in.height; y++)
    for (int x = in.x; x < in.x + in.width; x++) picture->pixels[y * picture->stride + x] = colour;
}

uint32_t mix(uint32_t from, uint32_t to, int share) {
  uint32_t red_blue = (((from & 0xff00ff) * (uint32_t)(256 - share) + (to & 0xff00ff) * (uint32_t)share) >> 8) & 0xff00ff;
  uint32_t green = (((from & 0x00ff00) * (uint32_t)(256 - share) + (to & 0x00ff00) * (uint32_t)share) >> 8) & 0x00ff00;
  return red_blue | green;
}

void blend(Picture *picture, int x, int y, uint32_t colour, int share) {
  if (x < 0 || y < 0 || x >= picture->width || y >= picture->height || share <= 0) return;
  uint32_t *pixel = &picture->pixels[y * picture->stride + x];
  *pixel = mix(*pixel, colour, share > 256 ? 256 : share);
}

void copy(Picture *to, const Picture *from, Rect part) {
  Rect in = rect_clip(part, to->width, to->height);
  for (int y = in.y; y < in.y + in.height; y++)
    memcpy(&to->pixels[y * to->stride + in.x], &from->pixels[y * from->stride + in.x], (size_t)in.width * 4);
}

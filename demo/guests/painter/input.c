#include "input.h"

#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { RANGE = 32767 };
static int range_x = RANGE, range_y = RANGE;

void inputs_open(struct pollfd *polls) {
  for (int i = 0; i < MAX_INPUTS; i++) {
    if (polls[i].fd > 0) continue;
    char path[32];
    snprintf(path, sizeof path, "/dev/input/event%d", i);
    polls[i] = (struct pollfd){.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), .events = POLLIN};
    struct input_absinfo axis;
    if (polls[i].fd < 0) continue;
    if (!ioctl(polls[i].fd, EVIOCGABS(ABS_X), &axis) && axis.maximum > 0) range_x = axis.maximum;
    if (!ioctl(polls[i].fd, EVIOCGABS(ABS_Y), &axis) && axis.maximum > 0) range_y = axis.maximum;
  }
}

static void tell(const struct input_event *event, void (*take)(Input)) {
  static int x, y;
  static bool moved;
  Input input = {.code = event->code, .value = event->value};
  if (event->type == EV_ABS && event->code == ABS_X) x = event->value, moved = true;
  if (event->type == EV_ABS && event->code == ABS_Y) y = event->value, moved = true;
  // A click is told after the move that came with it.
  if (moved && (event->type == EV_SYN || event->type == EV_KEY)) {
    moved = false;
    take((Input){.kind = POINTER, .x = (int)((long)x * RANGE / range_x), .y = (int)((long)y * RANGE / range_y)});
  }
  if (event->type == EV_KEY) {
    input.kind = event->code >= BTN_MISC && event->code < KEY_OK ? BUTTON : KEY;
    take(input);
  }
  if (event->type == EV_REL && (event->code == REL_WHEEL || event->code == REL_HWHEEL)) {
    input.kind = WHEEL;
    take(input);
  }
}

void inputs_read(struct pollfd *poll, void (*take)(Input)) {
  struct input_event events[16];
  ssize_t length = read(poll->fd, events, sizeof events);
  if (length <= 0) {
    close(poll->fd);
    poll->fd = -1;
    return;
  }
  for (size_t i = 0; i < (size_t)length / sizeof *events; i++) tell(&events[i], take);
}

char input_character(int code, int value) {
  static const char plain[] = "\0\0331234567890-=\b\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 ";
  static const char shifted[] = "\0\033!@#$%^&*()_+\b\tQWERTYUIOP{}\n\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 ";
  static int shifts;
  if (code == KEY_LEFTSHIFT || code == KEY_RIGHTSHIFT) shifts += value == 1 ? 1 : value == 0 && shifts > 0 ? -1 : 0;
  if (value == 0 || code >= (int)sizeof plain - 1) return 0;
  return shifts ? shifted[code] : plain[code];
}

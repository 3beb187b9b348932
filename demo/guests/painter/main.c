// painter: paints on every screen and says what it is told by keyboard and pointer.
//
// It takes commands, one a line, on its standard input (the serial line) and on the port that CONTROL names, and answers on both:
//   mode scene|bars|gradient|noise|solid|block|scroll     what to paint
//   size WIDTHxHEIGHT | size auto                          the screens' size, where their list has it
//   fps N, frames N                                        for the moving modes: frames a second; how many in all, 0 for no end
//   hour H | hour live                                     stops the scene's day at an hour (0-24, may have a fraction)
//   info                                                   says MODE
//   ! COMMAND                                              runs a shell command and says its output
// It says, with t in ms since start:
//   READY, MODE, SIZE  driver= screens= size= mode= fps=
//   KEY code= value= char=    POINTER x= y=    BUTTON code= value= x= y=    WHEEL code= value=    FRAME n=
// In bars, the block in the middle turns at every key that goes down. The power button switches off.
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <linux/kd.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "input.h"
#include "patterns.h"
#include "scene.h"
#include "screen.h"

enum { LINE = 512, POLL_INPUT = 3 };
typedef struct {
  char text[LINE];
  size_t length;
} Line;

static int control = -1, pointer_x, pointer_y;
static Mode mode = SCENE;
static uint32_t frame, frames;
static int fps = 10, want_width, want_height;
static bool flip;
static double next_frame, next_scene;

static double now_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void send_text(const char *text, size_t length) {
  if (write(STDOUT_FILENO, text, length) < 0) exit(1);
  // Nobody may be listening there.
  if (control >= 0 && write(control, text, length) < 0) return;
}

__attribute__((format(printf, 1, 2))) static void say(const char *format, ...) {
  char text[LINE];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(text, sizeof text - 2, format, values);
  va_end(values);
  if (length > LINE - 3) length = LINE - 3;
  text[length++] = '\r';
  text[length++] = '\n';
  send_text(text, (size_t)length);
}

static void say_state(const char *word) {
  const Picture *first = &screens[0].picture;
  say("%s driver=%s screens=%d size=%dx%d mode=%s fps=%d t=%.1f", word, screens_driver(), screen_count, screen_count ? first->width : 0,
      screen_count ? first->height : 0, mode_names[mode], fps, now_ms());
}

static void paint(void) {
  if (mode == SCENE) scene_paint();
  else pattern_paint(mode, frame, flip);
  next_frame = next_scene = now_ms();
}

static void resize(void) {
  screens_light(want_width, want_height);
  paint();
}

static void run_shell(const char *command) {
  char text[LINE];
  FILE *output = popen(command, "r");
  if (!output) return;
  while (fgets(text, sizeof text - 2, output)) {
    text[strcspn(text, "\n")] = 0;
    say("! %s", text);
  }
  say("! status=%d", WEXITSTATUS(pclose(output)));
}

static bool set_mode(const char *name) {
  for (int i = 0; i < MODES; i++) {
    if (strcmp(name, mode_names[i])) continue;
    mode = (Mode)i;
    frame = 0;
    flip = false;
    paint();
    return true;
  }
  return false;
}

static void obey(const char *line) {
  char word[16];
  double hour;
  if (!*line) return;
  if (*line == '!') {
    run_shell(line + 1);
    return;
  }
  bool known = true;
  if (sscanf(line, "mode %15s", word) == 1) known = set_mode(word);
  else if (!strcmp(line, "size auto")) want_width = want_height = 0, resize();
  else if (sscanf(line, "size %dx%d", &want_width, &want_height) == 2) resize();
  else if (sscanf(line, "fps %d", &fps) == 1) fps = fps < 1 ? 1 : fps > 100 ? 100 : fps;
  else if (sscanf(line, "frames %u", &frames) == 1) frame = 0;
  else if (!strcmp(line, "hour live")) scene_hour(-1), paint();
  else if (sscanf(line, "hour %lf", &hour) == 1 && hour >= 0 && hour < 24) scene_hour(hour), paint();
  else known = !strcmp(line, "info");
  if (known) say_state("MODE");
  else say("UNKNOWN %s", line);
}

static void take_commands(int from, Line *line) {
  ssize_t length = read(from, line->text + line->length, LINE - 1 - line->length);
  // The control port says "end" while nobody is connected; the poll comes back at once then.
  if (length <= 0) {
    usleep(20000);
    return;
  }
  line->length += (size_t)length;
  line->text[line->length] = 0;
  for (char *end; (end = strpbrk(line->text, "\r\n"));) {
    *end = 0;
    obey(line->text);
    line->length -= (size_t)(end + 1 - line->text);
    memmove(line->text, end + 1, line->length + 1);
  }
  if (line->length == LINE - 1) line->length = 0;
}

static void press(Input input) {
  char character = input_character(input.code, input.value);
  if (input.code == KEY_POWER && input.value == 1) {
    sync();
    reboot(RB_POWER_OFF);
  }
  if (input.value == 1 && mode == BARS) flip = !flip, pattern_flip(flip);
  if (character && mode == SCENE) scene_type(character);
  char shown[2] = {character > ' ' && character < 127 ? character : 0, 0};
  say("KEY code=%d value=%d char=%s t=%.1f", input.code, input.value, shown, now_ms());
}

static void take_input(Input input) {
  const Picture *first = &screens[0].picture;
  if (input.kind == KEY) press(input);
  if (input.kind == WHEEL) say("WHEEL code=%d value=%d t=%.1f", input.code, input.value, now_ms());
  if (input.kind == BUTTON) {
    if (mode == SCENE && input.value == 1) scene_click(pointer_x, pointer_y, now_ms()), next_scene = 0;
    say("BUTTON code=%d value=%d x=%d y=%d t=%.1f", input.code, input.value, pointer_x, pointer_y, now_ms());
  }
  if (input.kind == POINTER && screen_count) {
    pointer_x = (input.x * (first->width - 1) + 16383) / 32767;
    pointer_y = (input.y * (first->height - 1) + 16383) / 32767;
    if (mode == SCENE) scene_pointer(pointer_x, pointer_y);
    say("POINTER x=%d y=%d t=%.1f", pointer_x, pointer_y, now_ms());
  }
}

// The kernel tells of devices and screens that come and go, and of screens that want another size.
static int open_kernel_events(void) {
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = 1};
  int events = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);
  if (events >= 0 && bind(events, (struct sockaddr *)&address, sizeof address)) perror("uevent");
  return events;
}

static void take_kernel_events(int events, struct pollfd *inputs) {
  char event[4096];
  bool screen_changed = false;
  for (ssize_t length; (length = recv(events, event, sizeof event, MSG_DONTWAIT)) > 0;)
    screen_changed |= memmem(event, (size_t)length, "HOTPLUG=1", 9) != NULL;
  inputs_open(inputs);
  if (!screen_changed) return;
  resize();
  say_state("SIZE");
}

static bool frame_due_later(void) { return mode_moves(mode) && (frames == 0 || frame < frames); }

static void move(void) {
  double now = now_ms();
  if (mode == SCENE && now >= next_scene) next_scene = now + scene_tick(now);
  if (!frame_due_later() || now < next_frame) return;
  frame++;
  paint();
  say("FRAME n=%u t=%.1f took=%.1f", frame, now, now_ms() - now);
  next_frame = now + 1e3 / fps;
}

static int wait_ms(void) {
  double until = mode == SCENE ? next_scene : frame_due_later() ? next_frame : now_ms() + 1000;
  double left = until - now_ms();
  return left < 0 ? 0 : (int)(left + 0.999);
}

int main(void) {
  static struct pollfd polls[POLL_INPUT + MAX_INPUTS];
  static Line serial_line, control_line;
  char host[32] = "painter";
  const char *path = getenv("CONTROL");
  FILE *command_line = fopen("/proc/cmdline", "r");
  char words[LINE] = "";
  if (command_line && fgets(words, sizeof words, command_line)) {
    char *given = strstr(words, "host=");
    if (given) sscanf(given, "host=%31s", host);
  }
  if (path) control = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  int terminal = open("/dev/tty0", O_RDWR | O_CLOEXEC);
  if (terminal >= 0) ioctl(terminal, KDSETMODE, KD_GRAPHICS);
  polls[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  polls[1] = (struct pollfd){.fd = control, .events = POLLIN};
  polls[2] = (struct pollfd){.fd = open_kernel_events(), .events = POLLIN};
  inputs_open(polls + POLL_INPUT);
  if (!screens_open()) say("no graphics card");
  screens_light(0, 0);
  scene_open(host);
  paint();
  say_state("READY");
  for (;;) {
    poll(polls, POLL_INPUT + MAX_INPUTS, wait_ms());
    if (polls[0].revents) take_commands(STDIN_FILENO, &serial_line);
    if (polls[1].revents) take_commands(control, &control_line);
    if (polls[2].revents & POLLIN) take_kernel_events(polls[2].fd, polls + POLL_INPUT);
    for (int i = POLL_INPUT; i < POLL_INPUT + MAX_INPUTS; i++)
      if (polls[i].revents) inputs_read(&polls[i], take_input);
    move();
  }
}

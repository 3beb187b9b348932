// Keyboard, pointer and power button, as the kernel's input devices tell them.
#pragma once
#include <poll.h>
#include <stdbool.h>

enum { MAX_INPUTS = 16 };
typedef enum { KEY, BUTTON, WHEEL, POINTER } InputKind;

// KEY and BUTTON: code and value of linux/input-event-codes.h (1 down, 2 repeated, 0 up). WHEEL: axis and steps. POINTER: where it is,
// each of 0 to 32767.
typedef struct {
  InputKind kind;
  int code, value, x, y;
} Input;

// Opens the devices that are there now.
void inputs_open(struct pollfd *polls);
// Reads what a device has to say.
void inputs_read(struct pollfd *poll, void (*take)(Input));
// The character a key writes on a US keyboard, '\b' and '\n' too; 0 where it writes none. Follows the shift keys.
char input_character(int code, int value);

// Bluetooth controllers that a program plays, with the air between them: BlueZ's own emulator `btvirt`, from Debian's
// bluez-source, with some changes.
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { makeOnce } from "./cache.ts";
import { command } from "./command.ts";
import { CONTROLLER_EDITS } from "./controller-edits.ts";
import { unpackPackage } from "./debian-package.ts";
import { applyEdits, type Edit } from "./edit.ts";

/**
 * What a test wants of the speaker on each controller: a line each, with the controller's number, the delay it is to report
 * in 1/10 ms, and whether it has a volume that can be set (1) or none (0).
 */
export const WISHES_FILE = "/run/speaker-wishes";

/**
 * BlueZ can't be told what delay to report as a speaker (before 5.79), nor to be a speaker without a volume: the emulator
 * sees to both in the packets on their way. bluetoothd would be at both ends of the channels that carry volumes, and turns
 * itself away where both begin at once. So a speaker's is not led to it: who asks for it is led to the speaker's own end
 * (guest/volume.py), or hears that there is no such service where no volume is wished for. The same hears a speaker that
 * asks, which speakers leave to whoever plays, and who wants to browse in a speaker.
 * @see AVDTP 1.3, 8.19 "Delay Report": signal 0x0d, a stream's end point, 16 bits of 1/10 ms
 * @see Bluetooth Core 5.3, Vol 3 Part A 4.2 L2CAP_CONNECTION_REQ: code 0x02; AVCTP's PSM is 0x0017, its browsing's 0x001b
 */
const WISHES = `
#define CONTROL 0x17
#define BROWSING 0x1b
/* where nobody listens, and where a speaker's own end does: the upper byte of a PSM */
#define NOBODY 0x12
#define OWN_END 0x10

static bool wish_of(const struct btdev *dev, unsigned int *delay, unsigned int *volume)
{
	FILE *wishes = fopen("${WISHES_FILE}", "r");
	unsigned int controller;
	bool found = false;

	while (!found && wishes && fscanf(wishes, "%u %u %u", &controller, delay, volume) == 3)
		found = controller == dev->bdaddr[0];
	if (wishes)
		fclose(wishes);
	return found;
}

/* a request on the signalling channel for a channel */
static bool asks_for(const uint8_t *in, uint16_t len, uint8_t psm)
{
	return len == 16 && in[6] == 1 && in[7] == 0 && in[8] == 0x02 && in[12] == psm && in[13] == 0;
}

static const void *as_wished(const struct btdev *dev, const struct btdev *peer, const void *data, uint16_t len)
{
	static uint8_t frame[16];
	const uint8_t *in = data;
	unsigned int delay, volume;

	/* after the ACL header (4 bytes) and the L2CAP header (4): an AVDTP command in one packet on a dynamic channel */
	if (len == 13 && in[4] == 5 && (in[6] >= 0x40 || in[7] != 0) && (in[8] & 0x0f) == 0 && in[9] == 0x0d &&
						wish_of(dev, &delay, &volume)) {
		memcpy(frame, data, len);
		frame[11] = delay >> 8;
		frame[12] = delay & 0xff;
		return frame;
	}
	if (asks_for(in, len, CONTROL) || asks_for(in, len, BROWSING)) {
		memcpy(frame, data, len);
		if (wish_of(dev, &delay, &volume))
			frame[13] = NOBODY;
		else if (wish_of(peer, &delay, &volume))
			frame[13] = volume && asks_for(in, len, CONTROL) ? OWN_END : NOBODY;
		return frame;
	}
	return data;
}

static void deliver_acl(struct btdev *dev, const void *data, uint16_t len)
{
	struct bt_hci_acl_hdr hdr;
`;

/**
 * Here the air takes no time. bluez-alsa 4.0 has a race that only shows then: who opens its PCM in the moment in which the
 * transport is configured may lose the encoder that has just been started. The command that begins a stream takes the time
 * it has on a radio.
 * @see AVDTP 1.3, 8.12 "Start": signal 0x07
 */
const AIR_TIME = `
struct late_acl {
	struct btdev *dev;
	uint16_t len;
	uint8_t frame[16];
};

static bool deliver_late(void *user_data)
{
	struct late_acl *late = user_data;

	deliver_acl(late->dev, late->frame, late->len);
	return false;
}

static bool begins_stream(const uint8_t *in, uint16_t len)
{
	return len == 11 && in[4] == 3 && in[5] == 0 && (in[6] >= 0x40 || in[7] != 0) && (in[8] & 0x0f) == 0 && in[9] == 0x07;
}

static void send_acl(struct btdev *dev, const void *data, uint16_t len)
{
	struct late_acl *late;

	if (!begins_stream(data, len)) {
		deliver_acl(dev, data, len);
		return;
	}
	late = new0(struct late_acl, 1);
	late->dev = dev;
	late->len = len;
	memcpy(late->frame, data, len);
	timeout_add(20, deliver_late, late, free);
}

static void send_iso(struct btdev *dev, const void *data, uint16_t len)
{
`;

const EDITS: readonly Edit[] = [
  {
    file: "emulator/btdev.c",
    from: "	dev->auth_init = true;\n",
    to: "	dev->auth_init = true;\n	conn->link->dev->auth_init = false;\n",
    why: "who once began to pair is not who begins when it is paired with: the other one would wait for the end in vain",
  },
  {
    file: "emulator/btdev.c",
    from: `	if (acl_flags(hdr.handle) == ACL_START_NO_FLUSH)
		hdr.handle = acl_handle_pack(conn->handle, ACL_START);

	iov[1].iov_base = &hdr;
	iov[1].iov_len = sizeof(hdr);

	iov[2].iov_base = (void *) (data + sizeof(hdr));
	iov[2].iov_len = len - sizeof(hdr);

	send_packet(conn->link->dev, iov, 3);`,
    to: `	/* the macro of BlueZ takes its arguments apart: no expressions */
	const uint16_t received = acl_flags(hdr.handle) == ACL_START_NO_FLUSH ? ACL_START : acl_flags(hdr.handle);

	hdr.handle = acl_handle_pack(conn->link->handle, received);

	iov[1].iov_base = &hdr;
	iov[1].iov_len = sizeof(hdr);

	data = as_wished(dev, conn->link->dev, data, len);
	iov[2].iov_base = (void *) (data + sizeof(hdr));
	iov[2].iov_len = len - sizeof(hdr);

	send_packet(conn->link->dev, iov, 3);`,
    why: "a packet carries the receiver's number of the link, which is the sender's only as long as there is one link",
  },
  {
    file: "emulator/btdev.c",
    from: `
static void send_acl(struct btdev *dev, const void *data, uint16_t len)
{
	struct bt_hci_acl_hdr hdr;
`,
    to: WISHES,
    why: "a speaker reports the delay and has the volume that a test wants",
  },
  {
    file: "emulator/btdev.c",
    from: `
static void send_iso(struct btdev *dev, const void *data, uint16_t len)
{
`,
    to: AIR_TIME,
    why: "the beginning of a stream takes time",
  },
  ...CONTROLLER_EDITS,
];

const SOURCES = [
  ...["main", "serial", "server", "vhci", "btdev", "bthost", "smp", "phy", "amp", "le"].map(
    (one) => `emulator/${one}.c`,
  ),
  ...["util", "queue", "crypto", "mainloop", "mainloop-notify", "io-mainloop", "timeout-mainloop", "ecc"].map(
    (one) => `src/shared/${one}.c`,
  ),
  "lib/bluetooth.c",
  "lib/hci.c",
];

/** @returns the folder with `btvirt`, which runs on any Linux of this architecture. */
export async function makeVirtualControllers(): Promise<string> {
  const ingredients = [process.arch, JSON.stringify(EDITS), ...SOURCES];
  return makeOnce({ name: "controllers", ingredients, make: build });
}

async function build(folder: string): Promise<void> {
  await unpackPackage({ name: "bluez-source" }, folder);
  const sources = join(folder, "sources");
  await command("mkdir", [sources]);
  await command("tar", ["-xjf", join(folder, "usr/src/bluez.tar.bz2"), "-C", sources, "--strip-components=1"]);
  await applyEdits(sources, EDITS);
  const flags = ["-O2", "-static", "-DHAVE_CONFIG_H", "-I.", "-Ilib", "-include", "config.h"];
  await command("gcc", [...flags, "-o", "btvirt", ...SOURCES], { cwd: sources });
  const made = await readdir(folder);
  await rename(join(sources, "btvirt"), join(folder, "btvirt"));
  for (const entry of made) await rm(join(folder, entry), { recursive: true, force: true });
}

// Where the emulator's controllers are made more like real ones: their buffers, and what becomes of a call that comes to
// nothing.
import type { Edit } from "./edit.ts";

/**
 * A call lasts until somebody has agreed to it or turned it away, or it is called off; one that nobody answers takes the time
 * of a page. What was called off can't be agreed to any more, and what was agreed to can't be called off.
 * @see Bluetooth Core 5.3, Vol 4 Part E 6.6 "Page timeout": in slots of 0.625 ms, 0x2000 by default; 7.1.7 "Create
 * Connection Cancel command": "ACL Connection Already Exists" is 0x0b
 */
const CALLS = `
struct call {
	struct btdev *dev;
	uint8_t bdaddr[6];
	unsigned int timer;
};

static struct queue *calls;

static bool is_same_call(const void *data, const void *match_data)
{
	const struct call *call = data, *wanted = match_data;

	return call->dev == wanted->dev && !memcmp(call->bdaddr, wanted->bdaddr, 6);
}

static struct call *begin_call(struct btdev *dev, const uint8_t *bdaddr)
{
	struct call *call = new0(struct call, 1);

	call->dev = dev;
	memcpy(call->bdaddr, bdaddr, 6);
	if (!calls)
		calls = queue_new();
	queue_push_tail(calls, call);
	return call;
}

static bool end_call(struct btdev *dev, const uint8_t *bdaddr)
{
	struct call wanted = { .dev = dev };
	struct call *call;

	memcpy(wanted.bdaddr, bdaddr, 6);
	call = queue_remove_if(calls, is_same_call, &wanted);
	if (!call)
		return false;
	if (call->timer)
		timeout_remove(call->timer);
	else
		free(call);
	return true;
}

static bool nobody_answers(void *user_data)
{
	struct call *call = user_data;

	queue_remove(calls, call);
	conn_complete(call->dev, call->bdaddr, BT_HCI_ERR_PAGE_TIMEOUT);
	return false;
}

static void call_in_vain(struct btdev *dev, const uint8_t *bdaddr)
{
	struct call *call = begin_call(dev, bdaddr);

	call->timer = timeout_add((dev->page_timeout ? dev->page_timeout : 0x2000) * 5 / 8, nobody_answers, call, free);
}

static int cmd_create_conn_complete(struct btdev *dev`;

/**
 * The first controller is pulled out, and plugged in again, by turns. Whoever had a link with it notices as on a radio,
 * without the twenty seconds that takes.
 * @see Bluetooth Core 5.3, Vol 4 Part E 7.7.5: Connection Timeout is 0x08
 */
const LOSE_LINK = `
static void lose_link(void *data, void *user_data)
{
	struct btdev_conn *conn = data;

	if (conn->link)
		disconnect_complete(conn->link->dev, conn->link->handle, BT_HCI_ERR_SUCCESS, 0x08);
}

void btdev_destroy(struct btdev *btdev)
{
	if (!btdev)
		return;

	queue_foreach(btdev->conns, lose_link, NULL);
`;

/**
 * Where nobody is asked, two controllers here agree on a key in the moment in which they are linked, and bluetoothd's first
 * word of a device is that it is paired. It takes longer on a radio.
 */
const PAIRING_TIME = `struct pairing {
	struct btdev *dev;
	uint8_t bdaddr[6];
};

static void ssp_complete(struct btdev *btdev, const uint8_t *bdaddr, uint8_t status, bool wait);

static bool agree_late(void *user_data)
{
	struct pairing *pairing = user_data;

	ssp_complete(pairing->dev, pairing->bdaddr, BT_HCI_ERR_SUCCESS, true);
	return false;
}

static int cmd_user_confirm_reply(struct btdev *dev`;

/**
 * What two controllers can show is told anew each time they pair, and they show the same digits, other ones each time.
 * @see Bluetooth Core 5.3, Vol 4 Part E 7.7.40 "IO Capability Request event", 7.7.42 "User Confirmation Request event"
 */
const DIGITS: readonly Edit[] = [
  {
    file: "emulator/btdev.c",
    from: `		struct bt_hci_evt_io_capability_request io_req;

		memcpy(io_req.bdaddr, cmd->bdaddr, 6);
`,
    to: `		struct bt_hci_evt_io_capability_request io_req;

		dev->io_cap = 0;
		remote->io_cap = 0;
		memcpy(io_req.bdaddr, cmd->bdaddr, 6);
`,
    why: "who paired before is asked again what he can show, and the other one hears it",
  },
  {
    file: "emulator/btdev.c",
    from: "		cfm.passkey = 0;\n",
    to: `		static uint32_t passkey;

		/* the first ones begin with a nought */
		passkey = (passkey + 42042) % 1000000;
		cfm.passkey = cpu_to_le32(passkey);
`,
    why: "nobody can say yes to digits that he has not seen",
  },
];

export const CONTROLLER_EDITS: readonly Edit[] = [
  {
    file: "emulator/btdev.c",
    from: "\nstatic int cmd_create_conn_complete(struct btdev *dev",
    to: CALLS,
    why: "a call has an end, and a page that nobody answers takes as long as a page takes",
  },
  {
    file: "emulator/btdev.c",
    from: "		conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_PAGE_TIMEOUT);\n",
    to: "		call_in_vain(dev, cmd->bdaddr);\n",
    why: "nobody answers a page",
  },
  {
    file: "emulator/btdev.c",
    from: "		send_event(remote, BT_HCI_EVT_CONN_REQUEST, &cr, sizeof(cr));\n",
    to: "		begin_call(dev, cmd->bdaddr);\n		send_event(remote, BT_HCI_EVT_CONN_REQUEST, &cr, sizeof(cr));\n",
    why: "somebody may answer",
  },
  {
    file: "emulator/btdev.c",
    from: `	cmd_status(dev, BT_HCI_ERR_SUCCESS, BT_HCI_CMD_CREATE_CONN_CANCEL);

	return 0;
`,
    to: `	const struct bt_hci_cmd_create_conn_cancel *cmd = data;

	if (end_call(dev, cmd->bdaddr)) {
		cmd_status(dev, BT_HCI_ERR_SUCCESS, BT_HCI_CMD_CREATE_CONN_CANCEL);
		conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_UNKNOWN_CONN_ID);
	} else {
		cmd_status(dev, 0x0b, BT_HCI_CMD_CREATE_CONN_CANCEL);
	}

	return 0;
`,
    why: "a call that is under way can be called off, and no other",
  },
  {
    file: "emulator/btdev.c",
    from: `	const struct bt_hci_cmd_create_conn_cancel *cmd = data;

	conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_UNKNOWN_CONN_ID);

	return 0;
`,
    to: "	return 0;\n",
    why: "what becomes of it was said with its status",
  },
  {
    file: "emulator/btdev.c",
    from: `	if (dev->auth_enable || remote->auth_enable)
		send_event(remote, BT_HCI_EVT_LINK_KEY_REQUEST, dev->bdaddr, 6);
`,
    to: `	if (!end_call(remote, dev->bdaddr)) {
		conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_UNKNOWN_CONN_ID);
		return 0;
	}
	if (dev->auth_enable || remote->auth_enable)
		send_event(remote, BT_HCI_EVT_LINK_KEY_REQUEST, dev->bdaddr, 6);
`,
    why: "what was called off can't be agreed to",
  },
  {
    file: "emulator/btdev.c",
    from: `	const struct bt_hci_cmd_reject_conn_request *cmd = data;

	conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_UNKNOWN_CONN_ID);
`,
    to: `	const struct bt_hci_cmd_reject_conn_request *cmd = data;
	struct btdev *remote = find_btdev_by_bdaddr(cmd->bdaddr);

	conn_complete(dev, cmd->bdaddr, cmd->reason);
	if (remote && end_call(remote, dev->bdaddr))
		conn_complete(remote, dev->bdaddr, cmd->reason);
`,
    why: "who is turned away hears of it, and why",
  },
  {
    file: "emulator/btdev.c",
    from: `
void btdev_destroy(struct btdev *btdev)
{
	if (!btdev)
		return;
`,
    to: LOSE_LINK,
    why: "whoever had a link with a controller that is pulled out loses it",
  },
  ...DIGITS,
  {
    file: "emulator/btdev.c",
    from: "static int cmd_user_confirm_reply(struct btdev *dev",
    to: PAIRING_TIME,
    why: "pairing takes time",
  },
  {
    file: "emulator/btdev.c",
    from: "	ssp_complete(dev, data, BT_HCI_ERR_SUCCESS, true);\n",
    to: `	struct pairing *pairing = new0(struct pairing, 1);

	pairing->dev = dev;
	memcpy(pairing->bdaddr, data, 6);
	timeout_add(50, agree_late, pairing, free);
`,
    why: "a key is agreed on after a while",
  },
  {
    file: "emulator/main.c",
    from: `static void signal_callback(int signum, void *user_data)
{
	switch (signum) {
`,
    to: `static struct vhci *first;
static enum btdev_type first_type;

static void signal_callback(int signum, void *user_data)
{
	switch (signum) {
	case SIGUSR2:
		if (first) {
			vhci_close(first);
			first = NULL;
		} else {
			first = vhci_open(first_type);
		}
		break;
`,
    why: "a signal pulls the first controller out, the next one plugs it in again",
  },
  {
    file: "emulator/main.c",
    from: "		vhci_set_emu_opcode(vhci, 0xfc10);\n",
    to: `		if (i == 0) {
			first = vhci;
			first_type = type;
		}
		vhci_set_emu_opcode(vhci, 0xfc10);
`,
    why: "it is known which one the first is",
  },
  {
    file: "emulator/btdev.c",
    from: `	btdev->acl_mtu = 192;
	btdev->acl_max_pkt = 1;
`,
    to: `	btdev->acl_mtu = 1021;
	btdev->acl_max_pkt = 8;
`,
    why:
      "usual buffers take a packet of sound in one piece. Cut into four, it may not fit where the kernel says that there " +
      "is room, and bluez-alsa asks again without waiting: with a virtual clock for ever",
  },
];

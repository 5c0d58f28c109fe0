// Where the emulator's controllers are made more like real ones: their buffers, and what becomes of a call that comes to
// nothing.
import type { Edit } from "./edit.ts";

/**
 * A page that nobody answers takes its time, and can be called off.
 * @see Bluetooth Core 5.3, Vol 4 Part E 6.6 "Page timeout": in slots of 0.625 ms, 0x2000 by default
 */
const IN_VAIN = `
struct page {
	struct btdev *dev;
	uint8_t bdaddr[6];
	unsigned int timer;
};

static struct queue *pages;

static bool is_page_of(const void *data, const void *match_data)
{
	const struct page *page = data, *wanted = match_data;

	return page->dev == wanted->dev && !memcmp(page->bdaddr, wanted->bdaddr, 6);
}

static bool nobody_answers(void *user_data)
{
	struct page *page = user_data;

	queue_remove(pages, page);
	conn_complete(page->dev, page->bdaddr, BT_HCI_ERR_PAGE_TIMEOUT);
	return false;
}

static void page_in_vain(struct btdev *dev, const uint8_t *bdaddr)
{
	struct page *page = new0(struct page, 1);

	page->dev = dev;
	memcpy(page->bdaddr, bdaddr, 6);
	page->timer = timeout_add((dev->page_timeout ? dev->page_timeout : 0x2000) * 5 / 8, nobody_answers, page, free);
	if (!pages)
		pages = queue_new();
	queue_push_tail(pages, page);
}

static void call_off_page(struct btdev *dev, const uint8_t *bdaddr)
{
	struct page wanted = { .dev = dev };
	struct page *page;

	memcpy(wanted.bdaddr, bdaddr, 6);
	page = queue_remove_if(pages, is_page_of, &wanted);
	if (page)
		timeout_remove(page->timer);
}

static int cmd_create_conn_complete(struct btdev *dev`;

export const CONTROLLER_EDITS: readonly Edit[] = [
  {
    file: "emulator/btdev.c",
    from: "\nstatic int cmd_create_conn_complete(struct btdev *dev",
    to: IN_VAIN,
    why: "a page that nobody answers takes as long as a page takes",
  },
  {
    file: "emulator/btdev.c",
    from: "		conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_PAGE_TIMEOUT);\n",
    to: "		page_in_vain(dev, cmd->bdaddr);\n",
    why: "nobody answers a page",
  },
  {
    file: "emulator/btdev.c",
    from: "	const struct bt_hci_cmd_create_conn_cancel *cmd = data;\n",
    to: "	const struct bt_hci_cmd_create_conn_cancel *cmd = data;\n\n	call_off_page(dev, cmd->bdaddr);\n",
    why: "a page that was called off does not fail later",
  },
  {
    file: "emulator/btdev.c",
    from: `	const struct bt_hci_cmd_reject_conn_request *cmd = data;

	conn_complete(dev, cmd->bdaddr, BT_HCI_ERR_UNKNOWN_CONN_ID);
`,
    to: `	const struct bt_hci_cmd_reject_conn_request *cmd = data;
	struct btdev *remote = find_btdev_by_bdaddr(cmd->bdaddr);

	conn_complete(dev, cmd->bdaddr, cmd->reason);
	if (remote)
		conn_complete(remote, dev->bdaddr, cmd->reason);
`,
    why: "who is turned away hears of it, and why",
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

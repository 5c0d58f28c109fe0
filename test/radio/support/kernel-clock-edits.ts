// Where Linux as a program (arch/um) tells its programs the time: without a system call, which costs it a hundred times what
// it costs elsewhere, and which bluetoothd's main loop makes more than a hundred times a turn.
import type { Edit } from "./edit.ts";

const HEADER = "arch/um/include/linux/time-internal.h";
const VDSO = "arch/x86/um/vdso/um_vdso.c";
const MAPPING = "arch/x86/um/vdso/vma.c";

/**
 * Below the vDSO lies a page with what the clocks have said last. It holds as long as no virtual time has passed: whoever
 * moves the time strikes it out. Programs count in it how often they looked, and ask the kernel every so often, for which
 * time passes then: one that waits for the time without sleeping would wait for ever.
 */
export const CLOCK_EDITS: readonly Edit[] = [
  {
    file: HEADER,
    from: "#ifdef CONFIG_UML_TIME_TRAVEL_SUPPORT\nstruct time_travel_event {\n",
    to: `#include <linux/time_types.h>

/* CLOCK_REALTIME and CLOCK_MONOTONIC */
#define TOLD_CLOCKS 2

struct told_time {
	/* a bit for each clock whose time holds */
	unsigned int known;
	unsigned int looks;
	struct __kernel_old_timespec clocks[TOLD_CLOCKS];
};
/* as the kernel sees it; NULL: there is none yet */
extern struct told_time *told_time;

#ifdef CONFIG_UML_TIME_TRAVEL_SUPPORT
struct time_travel_event {
`,
    why: "the page has a form",
  },
  {
    file: "arch/um/kernel/time.c",
    from: "	time_travel_time = ns;\n}\n",
    to: `	if (told_time && ns != time_travel_time)
		told_time->known = 0;
	time_travel_time = ns;
}
`,
    why: "what was told holds until time passes",
  },
  {
    file: "arch/um/kernel/skas/syscall.c",
    from: "	syscall = UPT_SYSCALL_NR(r);\n",
    to: "	syscall = UPT_SYSCALL_NR(r);\n	switches = current->nvcsw + current->nivcsw;\n",
    why: "who had to wait while it was told knows no more what time it is",
  },
  {
    file: "arch/um/kernel/skas/syscall.c",
    from: "	int syscall;\n\n	fetch_fp_for(",
    to: "	unsigned long switches;\n	int syscall;\n\n	fetch_fp_for(",
    why: "who had to wait while it was told knows no more what time it is",
  },
  {
    file: "arch/um/kernel/skas/syscall.c",
    from: "\nout:\n	syscall_trace_leave(regs);\n",
    to: `
	if (syscall == __NR_clock_gettime && regs_return_value(regs) == 0 && switches == current->nvcsw + current->nivcsw)
		tell_time(UPT_SYSCALL_ARG1(r), (void __user *)UPT_SYSCALL_ARG2(r));
	if (told_time && (syscall == __NR_clock_settime || syscall == __NR_settimeofday))
		told_time->known = 0;

out:
	syscall_trace_leave(regs);
`,
    why: "what a program was told, all are told",
  },
  {
    file: "arch/um/kernel/skas/syscall.c",
    from: "#include <linux/time-internal.h>\n",
    to: `#include <linux/time-internal.h>
#include <linux/uaccess.h>

static void tell_time(unsigned long clock, const void __user *said)
{
	if (!told_time || time_travel_mode != TT_MODE_INFCPU || clock >= TOLD_CLOCKS)
		return;
	if (copy_from_user(&told_time->clocks[clock], said, sizeof(told_time->clocks[clock])) == 0)
		told_time->known |= 1U << clock;
}
`,
    why: "what a program was told, all are told",
  },
  {
    file: MAPPING,
    from: "static struct page **vdsop;\n",
    to: `static struct page **vdsop;

struct told_time *told_time;

static vm_fault_t told_fault(const struct vm_special_mapping *sm, struct vm_area_struct *vma, struct vm_fault *vmf)
{
	return vmf_insert_pfn(vma, vmf->address, page_to_pfn(virt_to_page(told_time)));
}

static const struct vm_special_mapping told_mapping = { .name = "[told]", .fault = told_fault };
`,
    why: "the page is mapped below the vDSO",
  },
  {
    file: MAPPING,
    from: "	copy_page(page_address(um_vdso), vdso_start);\n",
    to: `	told_time = (struct told_time *)get_zeroed_page(GFP_KERNEL);
	if (!told_time)
		goto oom;

	copy_page(page_address(um_vdso), vdso_start);
`,
    why: "there is a page",
  },
  {
    file: MAPPING,
    from: "#include <linux/init.h>\n",
    to: "#include <linux/init.h>\n#include <linux/time-internal.h>\n",
    why: "the page has a form",
  },
  {
    file: MAPPING,
    from: "		vdsop);\n\n",
    to: `		vdsop);
	if (!err) {
		const unsigned long may = VM_MAYREAD | VM_MAYWRITE | VM_MAYSHARE;

		err = PTR_ERR_OR_ZERO(_install_special_mapping(mm, um_vdso_addr - PAGE_SIZE, PAGE_SIZE,
			VM_READ | VM_WRITE | VM_SHARED | VM_PFNMAP | VM_DONTDUMP | may, &told_mapping));
	}

`,
    why: "the page is mapped below the vDSO",
  },
  {
    file: VDSO,
    from: "#include <asm/unistd.h>\n",
    to: `#include <asm/unistd.h>
#include <asm/page.h>
#include <linux/time-internal.h>

#define LOOKS 16

static inline struct told_time *told_page(void)
{
	unsigned long here;

	asm("lea (%%rip), %0" : "=r" (here));
	return (struct told_time *)((here & PAGE_MASK) - PAGE_SIZE);
}
`,
    why: "programs find the page",
  },
  {
    file: VDSO,
    from: `{
	long ret;

	asm("syscall"
		: "=a" (ret)
		: "0" (__NR_clock_gettime), "D" (clock), "S" (ts)
`,
    to: `{
	struct told_time *told = told_page();
	long ret;

	if ((unsigned int)clock < TOLD_CLOCKS && (told->known >> clock & 1) && ++told->looks % LOOKS) {
		*ts = told->clocks[clock];
		return 0;
	}
	asm("syscall"
		: "=a" (ret)
		: "0" (__NR_clock_gettime), "D" (clock), "S" (ts)
`,
    why: "programs look at the page first",
  },
];

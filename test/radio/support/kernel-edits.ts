// Where Linux as a program (arch/um) is changed: what newer CPUs need, what makes it quick, and what makes one guest like the
// next. All of it is in front of User-Mode Linux's own doors; the rest of the kernel is as Debian has it.
import type { Edit } from "./edit.ts";
import { CLOCK_EDITS } from "./kernel-clock-edits.ts";

/** Registers of newer CPUs, which lie on the kernel's stack. */
const REGISTERS: readonly Edit[] = [
  {
    file: "arch/x86/um/user-offsets.c",
    from: "DEFINE_LONGS(HOST_FP_SIZE, 2696);",
    to: "DEFINE_LONGS(HOST_FP_SIZE, 12288);",
    why: "a CPU with AMX has 11,008 bytes of registers, and the host takes all of them or none",
  },
];

/**
 * A virtual clock stands still while programs work, and whoever gives the CPU away to wait for another thread would get it
 * back for ever: as later kernels do, giving it away counts as time for the scheduler.
 */
const YIELDING: readonly Edit[] = [
  {
    file: "arch/um/kernel/skas/syscall.c",
    from: `	    time_travel_mode == TT_MODE_EXTERNAL)
		schedule();
`,
    to: `	    time_travel_mode == TT_MODE_EXTERNAL) {
		extern unsigned long tt_extra_sched_jiffies;

		if (PT_SYSCALL_NR(r->gp) == __NR_sched_yield)
			tt_extra_sched_jiffies++;
		schedule();
	}
`,
    why: "sched_yield() gives the CPU away",
  },
  {
    file: "arch/um/kernel/time.c",
    from: "static u64 timer_read(struct clocksource *cs)\n",
    to: `unsigned long tt_extra_sched_jiffies;

unsigned long long notrace sched_clock(void)
{
	return (unsigned long long)(jiffies - INITIAL_JIFFIES + tt_extra_sched_jiffies) * (NSEC_PER_SEC / HZ);
}

static u64 timer_read(struct clocksource *cs)
`,
    why: "the scheduler's clock counts what was given away",
  },
];

/**
 * With every system call, all floating-point registers of a program (11 kB) are fetched from its process of the host's and put
 * back. They are left where they are, until another thread is to run there or somebody wants to see or set them: a signal's
 * handler, a new thread, another program.
 */
const REGISTERS_LEFT: readonly Edit[] = [
  {
    file: "arch/um/os-Linux/skas/process.c",
    from: "void userspace(struct uml_pt_regs *regs, unsigned long *aux_fp_regs)\n{\n",
    to: `/* whose floating-point registers are newer in a process of the host's than in regs->fp, and in which one */
static struct uml_pt_regs *fp_left_by;
static int fp_left_in;

void fetch_left_fp(void)
{
	if (fp_left_by == NULL)
		return;
	if (get_fp_registers(fp_left_in, fp_left_by->fp)) {
		printk(UM_KERN_ERR "fetch_left_fp failed, errno = %d\\n", errno);
		fatal_sigsegv();
	}
	fp_left_by = NULL;
}

void userspace(struct uml_pt_regs *regs, unsigned long *aux_fp_regs)
{
`,
    why: "floating-point registers stay where they are",
  },
  {
    file: "arch/um/os-Linux/skas/process.c",
    from: '		if (put_fp_registers(pid, regs->fp)) {\n			printk(UM_KERN_ERR "userspace - ptrace set fp regs "\n',
    to: `		if (fp_left_by == regs && fp_left_in == pid)
			fp_left_by = NULL;
		else if (put_fp_registers(pid, regs->fp)) {
			printk(UM_KERN_ERR "userspace - ptrace set fp regs "
`,
    why: "registers that were left are there",
  },
  {
    file: "arch/um/os-Linux/skas/process.c",
    from: `		if (get_fp_registers(pid, regs->fp)) {
			printk(UM_KERN_ERR "userspace -  get_fp_registers failed, "
			       "errno = %d\\n", errno);
			fatal_sigsegv();
		}
`,
    to: `		fp_left_by = regs;
		fp_left_in = pid;
`,
    why: "registers are left",
  },
  {
    file: "arch/um/kernel/process.c",
    from: "extern void arch_switch_to(struct task_struct *to);\n",
    to: "extern void arch_switch_to(struct task_struct *to);\nextern void fetch_left_fp(void);\n",
    why: "registers that were left are fetched",
  },
  {
    file: "arch/um/kernel/process.c",
    from: "	to->thread.prev_sched = from;\n	set_current(to);\n",
    to: "	fetch_left_fp();\n	to->thread.prev_sched = from;\n	set_current(to);\n",
    why: "another thread may run in the same process of the host's",
  },
  {
    file: "arch/um/kernel/process.c",
    from: `		if (thread_flags & (_TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL))
			do_signal(regs);
`,
    to: `		if (thread_flags & (_TIF_SIGPENDING | _TIF_NOTIFY_SIGNAL)) {
			fetch_left_fp();
			do_signal(regs);
		}
`,
    why: "a signal's handler is given the registers, and ends may end the process",
  },
  {
    file: "arch/um/kernel/skas/syscall.c",
    from: `void handle_syscall(struct uml_pt_regs *r)
{
	struct pt_regs *regs = container_of(r, struct pt_regs, regs);
	int syscall;
`,
    to: `static void fetch_fp_for(int syscall)
{
	extern void fetch_left_fp(void);

	switch (syscall) {
	case __NR_clone:
	case __NR_clone3:
	case __NR_fork:
	case __NR_vfork:
	case __NR_execve:
	case __NR_execveat:
	case __NR_rt_sigreturn:
	case __NR_exit:
	case __NR_exit_group:
		fetch_left_fp();
	}
}

void handle_syscall(struct uml_pt_regs *r)
{
	struct pt_regs *regs = container_of(r, struct pt_regs, regs);
	int syscall;

	fetch_fp_for(PT_SYSCALL_NR(r->gp));
`,
    why: "some calls copy the registers, set them, or end the process that they are in",
  },
];

/** A fault maps the page that is missing and those around it that are known; the host hears of all of them at once. */
const FAULTS: readonly Edit[] = [
  {
    file: "arch/um/kernel/trap.c",
    from: "	flush_tlb_page(vma, address);\nout:\n",
    to: `	{
		/* as far as mm/memory.c's fault_around_bytes goes */
		const unsigned long around = address & ~(FAULT_AROUND - 1);

		flush_tlb_range(vma, max(around, vma->vm_start), min(around + FAULT_AROUND, vma->vm_end));
	}
out:
`,
    why: "pages around a fault are mapped with it",
  },
  {
    file: "arch/um/kernel/trap.c",
    from: "int handle_page_fault(unsigned long address, unsigned long ip,\n",
    to: "#define FAULT_AROUND 65536UL\n\nint handle_page_fault(unsigned long address, unsigned long ip,\n",
    why: "pages around a fault are mapped with it",
  },
];

/** One guest is like the next: where programs get their random numbers from, they get the same. */
const RANDOM: readonly Edit[] = [
  {
    file: "arch/um/os-Linux/util.c",
    from: "	return getrandom(buf, len, flags);\n",
    to: `	/* splitmix64 */
	static unsigned long state;
	unsigned char *bytes = buf;
	size_t n;

	for (n = 0; n < len; n++) {
		unsigned long z = (state += 0x9e3779b97f4a7c15UL);

		z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9UL;
		z = (z ^ (z >> 27)) * 0x94d049bb133111ebUL;
		bytes[n] = z ^ (z >> 31);
	}
	return len;
`,
    why: "random numbers are the same in every guest",
  },
];

/** Who opens a FIFO of the host's waits there, with all of the guest and its clock: until the host has something to ask. */
const WAITING: readonly Edit[] = [
  {
    file: "fs/hostfs/hostfs_kern.c",
    from: "	case S_IFBLK:\n	case S_IFIFO:\n	case S_IFSOCK:\n",
    to: "	case S_IFBLK:\n	case S_IFSOCK:\n",
    why: "a FIFO of the host's is none of the guest's",
  },
  {
    file: "fs/hostfs/hostfs_kern.c",
    from: "	case S_IFREG:\n		ino->i_op = &hostfs_iops;\n",
    to: "	case S_IFIFO:\n	case S_IFREG:\n		ino->i_op = &hostfs_iops;\n",
    why: "a FIFO of the host's is opened on the host",
  },
];

export const KERNEL_EDITS: readonly Edit[] = [
  ...REGISTERS,
  ...YIELDING,
  ...REGISTERS_LEFT,
  ...FAULTS,
  ...RANDOM,
  ...WAITING,
  ...CLOCK_EDITS,
];

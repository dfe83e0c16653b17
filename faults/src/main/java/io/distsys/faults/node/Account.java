package io.distsys.faults.node;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.worker.Distributed;
import io.distsys.worker.OnStart;
import io.distsys.worker.WorkerContext;
import io.distsys.worker.WorkerState;

/**
 * Adds up, and shows by each call where it is. It implements no interface: it is called
 * by this class.
 */
@Distributed(value = Account.TYPE, slots = Account.SLOTS)
class Account {

	static final String TYPE = "account";

	static final int SLOTS = 8;

	private final Tenancy slot;

	private final Tenancy key;

	private final FenceWatch watch;

	private final HistoryWriter history;

	@WorkerState
	private long balance;

	Account(WorkerContext context, FenceWatch watch, HistoryWriter history) {
		this.slot = Tenancy.of("slot/" + TYPE + "/" + context.slot(), context.fence());
		this.key = Tenancy.of(AccountUser.RESOURCE + context.key(), context.fence());
		this.watch = watch;
		this.history = history;
	}

	@OnStart
	void start() {
		this.watch.begin(this.slot);
	}

	public long deposit(long amount) {
		this.key.ask(this.history, EventKind.HELD);
		this.balance += amount;
		return this.balance;
	}

	public long balance() {
		this.key.ask(this.history, EventKind.HELD);
		return this.balance;
	}

}

package io.distsys.faults.node;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.worker.Distributed;
import io.distsys.worker.OnStart;
import io.distsys.worker.OnStop;
import io.distsys.worker.WorkerContext;

/** Shows that it runs by its begin, by the fence of its slot, and by its end. */
@Distributed(value = Sentries.TYPE, slots = Sentries.SLOTS)
class Sentry {

	private final Tenancy slot;

	private final Tenancy post;

	private final FenceWatch watch;

	private final HistoryWriter history;

	Sentry(WorkerContext context, FenceWatch watch, HistoryWriter history) {
		this.slot = Tenancy.of(Sentries.slot(context.slot()), context.fence());
		this.post = Tenancy.of(Sentries.RESOURCE + context.key(), context.fence());
		this.watch = watch;
		this.history = history;
	}

	@OnStart
	void start() {
		this.watch.begin(this.slot);
		this.post.ask(this.history, EventKind.HELD);
	}

	@OnStop
	void stop() {
		this.history.record(EventKind.RELEASED, this.post.resource(), this.post.token(), "");
	}

}

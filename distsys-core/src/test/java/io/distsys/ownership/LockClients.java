package io.distsys.ownership;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.ownership.SimulatedCore.Process;

/**
 * Those who stand in line for a few locks, hold them for a while, lose patience, or never
 * give them up. Who holds a lock acts for it like an owner.
 */
final class LockClients {

	private static final int LOCKS = 3;

	private final CoreChaos chaos;

	private final List<Request> requests = new ArrayList<>();

	private int granted;

	LockClients(CoreChaos chaos) {
		this.chaos = chaos;
	}

	private static ResourceKey lock(int number) {
		return ResourceKey.of("lock", "l" + number);
	}

	/** One more request of a process. */
	void enter(Process process) {
		int random = this.chaos.random.nextInt(10);
		Request request = enter(process, lock(this.chaos.random.nextInt(LOCKS)), (random == 0) ? 0 : 5);
		if (random > 1) {
			Duration patience = Duration.ofMillis(200 + this.chaos.random.nextInt(4_000));
			process.loop.schedule(patience, request::leave);
		}
	}

	private Request enter(Process process, ResourceKey key, int mostWaiting) {
		Request request = new Request(process, key);
		this.requests.add(request);
		request.ticket = process.ownership.queues().enter(key, mostWaiting, request);
		request.ticket.gone().thenRun(() -> request.gone = true);
		return request;
	}

	/** All give up what they have, and nobody waits any more. */
	void leaveAll() {
		this.requests.forEach(Request::leave);
	}

	/** After all have left: whoever asks now gets the lock. */
	void enterOnce() {
		List<Process> alive = this.chaos.alive();
		for (int i = 0; i < LOCKS; i++) {
			enter(alive.get(i % alive.size()), lock(i), 0);
		}
	}

	/** Those who asked last have the locks, and nothing is left of the others. */
	void check() {
		int last = this.requests.size() - LOCKS;
		for (Request request : this.requests.subList(0, last)) {
			if (!request.gone && !request.process.loop.isCrashed()) {
				throw new AssertionError("Not gone: the request of " + request);
			}
		}
		for (Request request : this.requests.subList(last, this.requests.size())) {
			if (request.tenure == null || !request.tenure.acts()) {
				throw new AssertionError("Not granted: the request of " + request);
			}
		}
	}

	int granted() {
		return this.granted;
	}

	/** One request, and what its node was told. */
	private final class Request implements Queues.Entrant {

		private final Process process;

		private final ResourceKey key;

		private Queues.Ticket ticket;

		private Holders.Tenure tenure;

		private boolean gone;

		private Request(Process process, ResourceKey key) {
			this.process = process;
			this.key = key;
		}

		private void leave() {
			if (!this.process.loop.isCrashed()) {
				if (this.tenure != null) {
					this.tenure.end();
				}
				this.ticket.leave();
			}
		}

		@Override
		public void granted(Queues.Ticket ofThis, Fence fence) {
			LockClients.this.granted++;
			this.tenure = LockClients.this.chaos.holders.begin(this.process, this.key, fence);
		}

		@Override
		public void lost(String reason) {
			// Goes on until its fence stops it.
		}

		@Override
		public void refused(Queues.Refusal refusal) {
			// Does not come back.
		}

		@Override
		public String toString() {
			return this.process.number + " for " + this.key;
		}

	}

}

package io.distsys.faults.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.distsys.consensus.NoQuorumException;
import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.HistoryWriter;
import io.distsys.lock.ClusterLock;
import io.distsys.lock.ClusterLocks;
import io.distsys.lock.LockLostException;
import io.distsys.lock.LocksClosedException;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Takes each lock again and again, acts while it holds it, and gives it back. */
@Component
class LockUser {

	static final List<String> NAMES = List.of("red", "blue");

	private static final Duration PAUSE = Duration.ofMillis(50);

	private final ClusterLocks locks;

	private final FenceWatch watch;

	private final Actor actor;

	private final HistoryWriter history;

	LockUser(ClusterLocks locks, FenceWatch watch, Actor actor, HistoryWriter history) {
		this.locks = locks;
		this.watch = watch;
		this.actor = actor;
		this.history = history;
	}

	static String resource(String name) {
		return "lock/" + name;
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		for (String name : NAMES) {
			Thread thread = new Thread(() -> use(this.locks.get(name)), "faults-lock-" + name);
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** Until this node leaves. */
	private void use(ClusterLock lock) {
		try {
			for (long turn = 1; true; turn++) {
				if (tryToTake(lock, turn)) {
					hold(lock);
				}
				LockSupport.parkNanos(PAUSE.toNanos());
			}
		}
		catch (LocksClosedException ex) {
			this.history.record(EventKind.FAILED, resource(lock.name()), 0, ex.toString());
		}
	}

	/** Whatever else comes of it than the lock, this caller does not have it. */
	private boolean tryToTake(ClusterLock lock, long turn) {
		String resource = resource(lock.name());
		this.history.record(EventKind.INVOKED, resource, turn, "tryLock");
		String why = "taken";
		try {
			if (lock.tryLock(1, TimeUnit.SECONDS)) {
				this.history.record(EventKind.RETURNED, resource, turn, lock.token().toString());
				return true;
			}
		}
		catch (NoQuorumException | LockLostException | InterruptedException ex) {
			why = ex.toString();
		}
		this.history.record(EventKind.FAILED, resource, turn, why);
		return false;
	}

	private void hold(ClusterLock lock) {
		Tenancy tenancy = Tenancy.of(resource(lock.name()), lock.fence());
		this.watch.begin(tenancy);
		int acts = ThreadLocalRandom.current().nextInt(1, 8);
		for (int i = 0; i < acts; i++) {
			this.actor.act(tenancy);
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		this.history.record(EventKind.RELEASED, tenancy.resource(), tenancy.token(), "");
		try {
			lock.unlock();
		}
		catch (LockLostException ex) {
			this.history.record(EventKind.LOST, tenancy.resource(), tenancy.token(), ex.toString());
		}
	}

}

package io.distsys.invoices;

import java.time.YearMonth;
import java.util.concurrent.TimeUnit;

import io.distsys.election.Candidacy;
import io.distsys.election.LeaderElections;
import io.distsys.election.LeadershipListener;
import io.distsys.lock.ClusterLock;
import io.distsys.lock.ClusterLocks;
import io.distsys.number.AtomicNumber;
import io.distsys.number.AtomicNumbers;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;

import org.springframework.stereotype.Service;

/** What {@code docs/locks.md} shows. */
final class LocksApplication {

	private LocksApplication() {
	}

	/** Refuses a smaller token. */
	interface Store {

		void write(YearMonth month, long token);

	}

	@Service
	static class Invoicing {

		private final ClusterLocks locks;

		private final Store store;

		Invoicing(ClusterLocks locks, Store store) {
			this.locks = locks;
			this.store = store;
		}

		void closeMonth(YearMonth month) throws InterruptedException {
			ClusterLock lock = this.locks.get("close-" + month);
			if (!lock.tryLock(5, TimeUnit.SECONDS)) {
				return; // somebody else closes it
			}
			try {
				lock.fence().check(); // before a step that cannot be undone
				this.store.write(month, lock.token().value()); // refuses a smaller token
			}
			finally {
				lock.unlock();
			}
		}

	}

	@Service
	static class Numbering {

		private final AtomicNumber number;

		Numbering(AtomicNumbers numbers) {
			this.number = numbers.get("invoice"); // 0 until somebody changes it
		}

		long next() {
			return this.number.incrementAndGet();
		}

		boolean beginAnew() {
			return this.number.compareAndSet(100, 0);
		}

	}

	@Service
	static class Importing implements LeadershipListener {

		private final Candidacy candidacy;

		Importing(LeaderElections elections) {
			this.candidacy = elections.of("importer").join(this);
		}

		@Override
		public void granted(Fence fence) {
			startImporting(fence); // starts a thread and returns
		}

		@Override
		public void revoked(FencingToken token, String reason) {
			stopImporting(); // comes after granted has returned
		}

		void retire() {
			this.candidacy.resign();
		}

		private void startImporting(Fence fence) {
			System.out.println("This node imports by " + fence.token());
		}

		private void stopImporting() {
			System.out.println("This node imports no longer");
		}

	}

}

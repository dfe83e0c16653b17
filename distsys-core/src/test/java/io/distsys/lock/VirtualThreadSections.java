package io.distsys.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.distsys.ownership.LocalCore;

/** Many virtual threads of two nodes that want one lock; a process of its own. */
final class VirtualThreadSections {

	static final int THREADS = 200;

	private static int inside;

	private static int most;

	private static int sections;

	private VirtualThreadSections() {
	}

	public static void main(String[] args) throws Exception {
		LocalCore core = new LocalCore();
		List<TableLocks> nodes = List.of(locks(core.start()), locks(core.start()));
		ExecutorService threads = (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor")
			.invoke(null);
		List<Future<?>> ends = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			ClusterLock lock = nodes.get(i % 2).get("x");
			ends.add(threads.submit(() -> section(lock)));
		}
		for (Future<?> end : ends) {
			end.get(1, TimeUnit.MINUTES);
		}
		core.close();
		System.out.println("sections=" + sections + " most=" + most + " left=" + inside);
		System.exit(0);
	}

	private static TableLocks locks(LocalCore.Member member) {
		return new TableLocks(member.ownership(), member.loop(), Runnable::run, () -> false,
				new LockSettings(Duration.ofMinutes(1), THREADS));
	}

	/** What is read and written here is guarded by the lock alone. */
	private static void section(ClusterLock lock) {
		lock.lock();
		try {
			inside++;
			most = Math.max(most, inside);
			Thread.yield();
			sections++;
			inside--;
		}
		finally {
			lock.unlock();
		}
	}

}

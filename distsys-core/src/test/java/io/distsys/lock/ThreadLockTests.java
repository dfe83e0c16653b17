package io.distsys.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.distsys.consensus.NoQuorumException;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.LocalCore;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A lock as threads see it: two nodes in real time over one log. */
@Timeout(60)
class ThreadLockTests {

	private final LocalCore core = new LocalCore();

	private final ExecutorService users = Executors.newCachedThreadPool();

	private final LocalCore.Member here = this.core.start();

	private final LocalCore.Member there = this.core.start();

	private final TableLocks locks = locks(this.here);

	private final TableLocks others = locks(this.there);

	private TableLocks locks(LocalCore.Member member) {
		return new TableLocks(member.ownership(), member.loop(), this.users, () -> false,
				new LockSettings(Duration.ofSeconds(5), 3));
	}

	@AfterEach
	void stop() {
		this.users.shutdownNow();
		this.core.close();
	}

	@Test
	void isReentrantAndFreeForOthersAfterTheOutermostUnlock() {
		ClusterLock lock = this.locks.get("x");
		lock.lock();
		assertThat(this.locks.get("x").tryLock()).isTrue();
		assertThat(lock.getHoldCount()).isEqualTo(2);
		assertThat(this.others.get("x").tryLock()).isFalse();
		lock.unlock();
		assertThat(this.others.get("x").tryLock()).isFalse();
		FencingToken first = lock.token();
		lock.unlock();
		assertThat(lock.isHeldByCurrentThread()).isFalse();
		assertThat(this.others.get("x").tryLock()).isTrue();
		assertThat(this.others.get("x").token()).isGreaterThan(first);
		this.others.get("x").unlock();
		Awaitility.await().untilAsserted(() -> assertThat(this.locks.list()).isEmpty());
	}

	@Test
	void threadThatDoesNotHoldItCannotReleaseIt() throws Exception {
		ClusterLock lock = this.locks.get("x");
		lock.lock();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		this.users.submit(() -> {
			try {
				lock.unlock();
			}
			catch (IllegalMonitorStateException ex) {
				failure.set(ex);
			}
		}).get();
		assertThat(failure.get()).isExactlyInstanceOf(IllegalMonitorStateException.class);
		assertThat(lock.isHeldByCurrentThread()).isTrue();
		lock.unlock();
	}

	@Test
	void waiterGetsItInTurn() throws Exception {
		ClusterLock lock = this.locks.get("x");
		lock.lock();
		List<CompletableFuture<Void>> waiting = new ArrayList<>();
		List<String> order = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 3; i++) {
			String name = "waiter-" + i;
			ClusterLock theirs = ((i % 2 == 0) ? this.others : this.locks).get("x");
			waiting.add(CompletableFuture.runAsync(() -> {
				theirs.lock();
				order.add(name);
				theirs.unlock();
			}, this.users));
			int behind = i + 1;
			Awaitility.await().until(() -> this.locks.list().get(0).waiting().size() == behind);
		}
		assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> this.users.submit(() -> this.locks.get("x").tryLock(1, TimeUnit.SECONDS)).get())
			.withCauseInstanceOf(TooManyWaitersException.class);
		lock.unlock();
		CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		assertThat(order).containsExactly("waiter-0", "waiter-1", "waiter-2");
	}

	@Test
	void interruptedWaiterLeavesNothingBehind() throws Exception {
		ClusterLock lock = this.locks.get("x");
		lock.lock();
		CountDownLatch interrupted = new CountDownLatch(1);
		Thread waiter = new Thread(() -> {
			try {
				this.others.get("x").lockInterruptibly();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		waiter.start();
		Awaitility.await().until(() -> !this.locks.list().get(0).waiting().isEmpty());
		waiter.interrupt();
		assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
		Awaitility.await().until(() -> this.locks.list().get(0).waiting().isEmpty());
		lock.unlock();
		Awaitility.await().until(() -> this.others.list().isEmpty());
	}

	@Test
	void lostLockTellsAndCannotBeEnteredAgainUntilItIsLeft() throws Exception {
		ClusterLock lock = this.locks.get("x");
		lock.lock();
		CountDownLatch told = new CountDownLatch(1);
		lock.onLost(told::countDown);
		this.here.cut();
		assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
		Fence fence = lock.fence();
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !fence.isHeld());
		assertThat(lock.isHeldByCurrentThread()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::lock);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock);
		assertThatExceptionOfType(IllegalMonitorStateException.class).isThrownBy(lock::unlock)
			.isNotInstanceOf(LockLostException.class);
		assertThat(this.locks.statistics().lost()).isOne();
		assertThat(this.locks.statistics().held()).isZero();
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(() -> lock.tryLock(100, TimeUnit.MILLISECONDS));
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
			lock.lock();
			lock.unlock();
		}, this.users);
		this.here.heal();
		waiting.get(60, TimeUnit.SECONDS);
	}

	/** The time that it may take is longer than that of the test. */
	@Test
	void whoTriesIsToldAtOnceThatTheMajorityIsLostAndWhoLocksWaitsForIt() throws Exception {
		TableLocks slow = new TableLocks(this.here.ownership(), this.here.loop(), this.users, () -> false,
				new LockSettings(Duration.ofMinutes(10), 3));
		ClusterLock held = this.others.get("held");
		held.lock();
		CompletableFuture<Boolean> inLine = CompletableFuture.supplyAsync(() -> tryFor(slow.get("held")), this.users);
		Awaitility.await().until(() -> !this.others.list().get(0).waiting().isEmpty());
		CompletableFuture<Void> patient = CompletableFuture.runAsync(() -> {
			slow.get("x").lock();
			slow.get("x").unlock();
		}, this.users);
		patient.get(30, TimeUnit.SECONDS);
		this.here.loseMajority();
		assertThatExceptionOfType(NoQuorumException.class).isThrownBy(() -> slow.get("x").tryLock())
			.withMessageContaining("'x' was not acquired: the majority was taken away");
		assertThatExceptionOfType(NoQuorumException.class)
			.isThrownBy(() -> slow.get("x").tryLock(10, TimeUnit.MINUTES));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> inLine.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(NoQuorumException.class);
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
			slow.get("x").lock();
			slow.get("x").unlock();
		}, this.users);
		Awaitility.await().until(() -> slow.statistics().waiting() == 1);
		this.here.heal();
		waiting.get(30, TimeUnit.SECONDS);
		Awaitility.await().until(() -> this.others.list().get(0).waiting().isEmpty());
		held.unlock();
		Awaitility.await().until(() -> this.others.list().isEmpty());
	}

	private static boolean tryFor(ClusterLock lock) {
		try {
			return lock.tryLock(10, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void whoWaitsInVainLeavesNothingBehind() throws Exception {
		ClusterLock lock = this.locks.get("x");
		lock.lock();
		CompletableFuture<Boolean> inVain = CompletableFuture.supplyAsync(() -> {
			try {
				return this.others.get("x").tryLock(2, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}, this.users);
		Awaitility.await().until(() -> !this.locks.list().get(0).waiting().isEmpty() || inVain.isDone());
		assertThat(inVain.get(30, TimeUnit.SECONDS)).isFalse();
		Awaitility.await().untilAsserted(() -> assertThat(this.locks.list().get(0).waiting()).isEmpty());
		assertThat(lock.isHeldByCurrentThread()).isTrue();
		lock.unlock();
		Awaitility.await().until(() -> this.others.list().isEmpty());
		assertThat(this.others.statistics().waiting()).isZero();
	}

	@Test
	void closingEndsTheWaiting() {
		ClusterLock lock = this.others.get("x");
		lock.lock();
		CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> this.locks.get("x").lock(), this.users);
		Awaitility.await().until(() -> this.locks.statistics().waiting() == 1);
		this.locks.close();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
			.withCauseInstanceOf(LocksClosedException.class);
		assertThatExceptionOfType(LocksClosedException.class).isThrownBy(() -> this.locks.get("x").lock());
		Awaitility.await().until(() -> this.others.list().get(0).waiting().isEmpty());
		lock.unlock();
	}

}
